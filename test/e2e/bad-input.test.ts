import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeSafetensors } from '../../src/formats/index.ts';
import { fovea, foveaJson, foveaUnder, type Outcome, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const manifest = join(data, 'labels.csv');
let labels: string;
let number = 0;
let out: string;

beforeAll(() => {
  foveaJson('data', 'phantom', '--out', data, '--count', '60', '--size', '48', '--seed', '7');
  labels = readFileSync(manifest, 'utf8');
});
beforeEach(() => {
  writeFileSync(manifest, labels);
  out = join(folder.path, `run-${number++}`);
});
afterAll(() => folder[Symbol.dispose]());

const train = (...more: string[]) =>
  fovea('train', '--data', data, '--model', 'small_cnn', '--image-size', '32', '--epochs', '1', '--out', out, ...more);

/** Exit status 1, and the last line on standard error says what and where; no stack trace. */
function failsWith(outcome: Outcome, ...words: (string | RegExp)[]) {
  const lines = outcome.stderr.trim().split('\n');
  for (const word of words) expect(lines.at(-1)).toMatch(word);
  expect(lines.filter((l) => /^\s+at /.test(l))).toEqual([]);
  expect(outcome.status).toBe(1);
}

const editLabels = (edit: (lines: string[]) => string[]) =>
  writeFileSync(manifest, edit(labels.trim().split('\n')).join('\n'));
const firstImage = () => join(data, labels.split('\n')[1]!.split(',')[0]!);

test('a missing column names the file and the columns there are', () => {
  editLabels(([header, ...rows]) => [header!.replace('image_path', 'picture'), ...rows]);
  failsWith(train(), 'labels.csv', 'image_path', 'picture');
  expect(existsSync(out)).toBe(false);
});

test('an unknown label, a duplicate row and a path that leaves the folder name their line', () => {
  editLabels((lines) =>
    lines.map((l, i) => (i === 2 ? l.replace(/,(0|1),/, ',maybe,') : i === 3 ? l.replace(/,(0|1),/, ',,') : l)),
  );
  failsWith(train(), /labels\.csv:\d+/, /label/);
  editLabels((lines) => [...lines, lines[1]!]);
  failsWith(train(), 'labels.csv:62', 'already in labels.csv:2');
  editLabels((lines) => lines.map((l, i) => (i === 5 ? l.replace('images/', '../../etc/') : l)));
  failsWith(train(), 'labels.csv:6', /leaves|outside/);
});

test('one class only cannot be learnt', () => {
  editLabels(([header, ...rows]) => [header!, ...rows.filter((r) => r.split(',')[1] === '0')]);
  failsWith(train(), /class/);
});

test('a broken image stops training before it begins, and --skip-bad goes on and lists it', () => {
  const path = firstImage();
  const whole = readFileSync(path);
  try {
    for (const broken of [whole.subarray(0, whole.length / 2), Buffer.alloc(0), Buffer.from('no image at all')]) {
      writeFileSync(path, broken);
      failsWith(train('--out', `${out}-${broken.length}`), /P00000_0\.png/);
    }
    const skipped = train('--skip-bad', '--out', `${out}-skip`);
    expect(skipped.status).toBe(0);
    expect(skipped.stderr).toMatch(/left out: .*P00000_0\.png/);
  } finally {
    writeFileSync(path, whole);
  }
});

test('predict names the image it cannot read, and --skip-bad leaves it out of the CSV', () => {
  expect(train().status).toBe(0);
  const bad = join(folder.path, 'bad.png');
  const csv = join(folder.path, 'p.csv');
  writeFileSync(bad, 'no image at all');
  failsWith(fovea('predict', out, '--data', bad, firstImage(), '--out', csv), 'bad.png');
  expect(existsSync(csv)).toBe(false);
  const skipped = fovea('predict', out, '--data', bad, firstImage(), '--out', csv, '--skip-bad');
  expect(skipped.stderr).toMatch(/left out: .*bad\.png/);
  expect(readFileSync(csv, 'utf8').trim().split('\n')).toHaveLength(2);
});

test('a checkpoint of another model, and a pickle that would run something, are refused by name', () => {
  const other = join(folder.path, 'other.safetensors');
  const f32 = { dtype: 'f32', shape: [2], data: new Uint8Array(8) } as const;
  writeSafetensors(other, [['encoder.block.0.weight', f32]]);
  failsWith(train('--init', other), 'other.safetensors', /another model/);
  const evil = join(folder.path, 'evil.pth');
  const pickle = '\x80\x02cposix\nsystem\nX\x0e\x00\x00\x00touch executed\x85R.'; // protocol 2: os.system('touch executed')
  writeFileSync(evil, Buffer.from(pickle, 'latin1'));
  failsWith(train('--init', evil, '--out', `${out}-evil`), 'evil.pth', /posix/);
  expect(existsSync('executed')).toBe(false);
});

test('a loss that is not finite stops the run, says what to try, and keeps the last checkpoint', () => {
  const config = join(folder.path, 'wild.json');
  writeFileSync(
    config,
    JSON.stringify({
      optimizer: 'sgd',
      schedule: 'constant',
      warmup: 0,
      clipNorm: null,
      checkpointEvery: 1,
      batchSize: 8,
    }),
  );
  failsWith(train('--config', config, '--lr', '1e30'), /loss is (NaN|Infinity)|norm of the gradients/, '--lr');
  expect(existsSync(join(out, 'checkpoints', 'last', 'state.safetensors'))).toBe(true);
});

test('a full disk stops the run in one line, and once there is room it goes on', () => {
  // 200 blocks of 1 kB for any one file: enough for the record, too little for a checkpoint
  const args = ['train', '--data', data, '--model', 'small_cnn', '--image-size', '32', '--epochs', '1', '--out', out];
  const full = foveaUnder('ulimit -f 200', ...args);
  failsWith(full, 'safetensors', /full|too large|limit/);
  expect(fovea('train', '--resume', out).status).toBe(0);
});

test('an unknown key of a configuration and an unknown model are named', () => {
  const config = join(folder.path, 'typo.json');
  writeFileSync(config, '{ "batchsize": 8 }');
  failsWith(train('--config', config), 'typo.json', 'batchsize');
  failsWith(train('--model', 'densenet112'), 'densenet121');
});

test('a run is never overwritten, and a folder that is none is not resumed', () => {
  expect(train().status).toBe(0);
  failsWith(train(), 'holds a run already', '--resume');
  failsWith(fovea('train', '--resume', data), 'is not a run');
});

test('data that changed since the run began is noticed', () => {
  expect(train().status).toBe(0);
  editLabels((lines) => lines.slice(0, -3));
  failsWith(fovea('train', '--resume', out), 'has changed since');
});

test('wrong use is status 2 with a pointer to the help', () => {
  for (const args of [
    ['train'],
    ['train', '--data', data, '--epoch', '3'],
    ['train', '--data', data, '--lr', 'fast'],
    ['fly'],
  ]) {
    const { status, stderr } = fovea(...args);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(fovea('train', '--help').stdout).toContain('Example: fovea train');
});
