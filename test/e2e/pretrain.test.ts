import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const out = join(folder.path, 'pre');
const small = ['--model', 'small_cnn', '--image-size', '32', '--threads', '1'];
const own = join(folder.path, 'own.json');

beforeAll(() => {
  foveaJson('data', 'phantom', '--out', data, '--count', '40', '--size', '32', '--seed', '7');
  const dino = { hiddenDim: 32, bottleneckDim: 16, outDim: 32, localCrops: 1 };
  writeFileSync(own, JSON.stringify({ method: 'dino', epochs: 1, batchSize: 8, dino }));
});
afterAll(() => folder[Symbol.dispose]());

test('pre-trains, trains from it, and compares it with scratch at an equal total budget', () => {
  const made = foveaJson('pretrain', '--data', data, '--config', own, '--out-dim', '16', ...small, '--out', out);
  expect(made).toMatchObject({ outcome: 'done', method: 'dino', model: 'small_cnn' });
  const record = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'));
  expect(record).toMatchObject({ task: 'pretraining', train: { dino: { outDim: 16, hiddenDim: 32 } } });
  expect(existsSync(join(out, 'split.csv'))).toBe(true);

  // what it took depends on the machine: a second, for a budget of two
  const events = join(out, 'events.jsonl');
  writeFileSync(events, readFileSync(events, 'utf8').replace(/"seconds":[\d.]+/, '"seconds":1'));
  const compared = foveaJson(
    ...['compare', '--data', data, '--models', 'small_cnn,small_cnn', '--init', `scratch,${out}`, '--count-init'],
    ...['--budget', '2s', '--image-size', '32', '--batch-size', '8', '--replicates', '100'],
    ...['--out', join(folder.path, 'study')],
  );
  expect(compared.models).toMatchObject([{ name: 'small_cnn (scratch)' }, { name: 'small_cnn (pre)' }]);
  const run = join(folder.path, 'study', 'runs', 'small_cnn_pre_-seed0');
  const trained = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(trained.train.maxSeconds).toBe(1);
  const weights = readFileSync(join(run, 'events.jsonl'), 'utf8').split('\n')[0]!;
  expect(JSON.parse(weights)).toMatchObject({ event: 'weights', missing: ['classifier.weight', 'classifier.bias'] });
});

test('learns from images and reports, and predicts by sentences', () => {
  const run = join(folder.path, 'clip');
  const text = ['--text-model', 'bert_tiny', '--batch-size', '8', '--epochs', '1'];
  const made = foveaJson('pretrain', '--method', 'clip', '--data', data, ...small, ...text, '--out', run);
  const images: Record<string, number> = made.images!;
  const heldOut: Record<string, object> = made.heldOut!;
  expect(heldOut.textFound).toMatchObject({ n: images.val, baseline: expect.any(Number) });
  const predictions = join(folder.path, 'sentences.csv');
  const sentences = ['--present', 'There is a pneumothorax.', 'Pneumothorax.', '--absent', 'No pneumothorax.'];
  const predicted = foveaJson('predict', run, '--data', data, '--split', 'test', ...sentences, '--out', predictions);
  expect(predicted).toMatchObject({ n: images.test, threshold: null });
  const [header, ...rows] = readFileSync(predictions, 'utf8').trim().split('\n');
  expect(header).toBe('image_path,probability,Label');
  expect(rows.length).toBe(images.test);

  const half = fovea('predict', run, '--data', data, '--present', 'Pneumothorax.');
  expect([half.status, half.stderr]).toEqual([2, expect.stringContaining('--present and --absent go together')]);
  const other = fovea('predict', out, '--data', data, ...sentences);
  expect(other.stderr).toContain('learnt by dino, from images alone; sentences need a run of --method clip');
});

test('what is used wrongly is told in one line, with its status', () => {
  const empty = join(folder.path, 'empty');
  mkdirSync(empty);
  const cases: [string[], number, RegExp][] = [
    [['--data', data], 2, /--method takes mae, dino or clip; see "fovea pretrain --help"$/],
    [['--method', 'moe', '--data', data], 1, /no method "moe"; did you mean "mae"\? There are mae, dino, clip$/],
    [['--method', 'mae', '--data', data, '--mask-ratio', '1'], 1, /mae\.maskRatio: must be above 0 and below 1$/],
    [['--method', 'dino', '--data', empty, ...small], 1, /empty: no images here \(png, jpeg, tiff or webp\)/],
  ];
  const dir = join(folder.path, 'never');
  for (const [args, status, line] of cases) {
    const outcome = fovea('pretrain', ...args, '--out', dir);
    expect(outcome.stderr.trim().split('\n'), args.join(' ')).toHaveLength(1);
    expect(outcome.stderr.trim()).toMatch(line);
    expect(outcome.status).toBe(status);
    expect(existsSync(dir)).toBe(false);
  }
  const help = fovea('pretrain', '--help');
  expect(help.status).toBe(0);
  expect(help.stdout).toContain('Example: fovea pretrain --method mae');
});
