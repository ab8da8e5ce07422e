import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeSafetensors } from '../../src/formats/index.ts';
import { SmallCnn } from '../../src/models/index.ts';
import { env, foveaJson, main, type Outcome, temporaryFolder } from './fovea.ts';

/** `fovea train --init`: weights by path and by name, the good and the bad. */
const folder = temporaryFolder();
const cache = join(folder.path, 'cache');
const data = join(folder.path, 'xrays');
const server = createServer((_, response) => response.end('these are not the weights you are looking for'));
let mirror: string;
let number = 0;
let out: string;

beforeAll(async () => {
  foveaJson('data', 'phantom', '--out', data, '--count', '40', '--size', '32', '--seed', '7');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  out = join(folder.path, `run-${number++}`);
});
afterAll(() => {
  server.close();
  folder[Symbol.dispose]();
});

/** As `fovea` of ./fovea.ts, but leaving this process free to serve. */
function run(weightsMirror: string, ...args: string[]): Promise<Outcome> {
  const own = { ...env, FOVEA_CACHE: cache, FOVEA_WEIGHTS_MIRROR: weightsMirror };
  const child = spawn(process.execPath, [main, ...args], { env: own });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })));
}

const begin = (init: string, ...more: string[]) =>
  run(mirror, 'train', '--data', data, '--image-size', '32', '--epochs', '1', '--out', out, '--init', init, ...more);

/** Exit status 1, one line on standard error, and nothing written. */
function refused({ status, stderr }: Outcome): string {
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(1);
  expect(existsSync(join(out, 'config.json'))).toBe(false);
  return stderr.trim();
}

test('a name that is unknown is answered with the nearest, one of another model with its own', async () => {
  expect(refused(await begin('densenet12.torchvision'))).toBe(
    'fovea train: densenet12.torchvision: no such file, nor weights of that name (the nearest is densenet121.torchvision; see fovea models --weights)',
  );
  expect(refused(await begin('densenet121.torchvision', '--model', 'small_cnn'))).toBe(
    'fovea train: densenet121.torchvision: holds weights of densenet121, not of small_cnn; choose --model densenet121',
  );
});

test('without a network, and where the file is not the right one, one line says how to place it by hand', async () => {
  const path = join(cache, 'weights', 'densenet121-a639ec97.pth');
  const byHand = (url: string) =>
    `without it, download ${url}/densenet121-a639ec97.pth elsewhere and save it as ${path}`;
  const nowhere = 'http://127.0.0.1:2';
  const offline = await run(nowhere, 'train', '--data', data, '--out', out, '--init', 'densenet121.torchvision');
  expect(refused(offline)).toBe(
    `fovea train: densenet121.torchvision: no network, or none to 127.0.0.1:2 (ECONNREFUSED); ${byHand(nowhere)}`,
  );
  const other = await begin('densenet121.torchvision', '--json');
  expect(refused(other)).toMatch(
    /what 127\.0\.0\.1:\d+ sends is not the file \(its SHA-256 begins with \w{8}, not a639ec97\)/,
  );
  expect(refused(other).endsWith(byHand(mirror))).toBe(true);
  mkdirSync(join(cache, 'weights'), { recursive: true });
  writeFileSync(path, 'half of it');
  expect(refused(await begin('densenet121.torchvision'))).toMatch(
    /a639ec97\.pth: is not the file of densenet121\.torchvision/,
  );
});

test('a checkpoint of another width and a truncated one name the file and the reason', async () => {
  using narrow = new SmallCnn({ numClasses: 2, widths: [8, 16, 32, 64] });
  const file = join(folder.path, 'narrow.safetensors');
  writeSafetensors(
    file,
    Array.from(narrow.stateDict(), ([name, t]) => [name, t.toHost()] as const),
  );
  const last = ({ stderr }: Outcome) => stderr.trim().split('\n').at(-1);
  expect(last(await begin(file, '--model', 'small_cnn'))).toMatch(
    /narrow\.safetensors: this is a checkpoint of another width or depth than this SmallCnn: features\.stage1\.conv1\.weight is \[8,3,3,3\] and not \[16,3,3,3\], .* and \d+ more$/,
  );
  truncateSync(file, 20_000);
  expect(last(await begin(file, '--model', 'small_cnn', '--out', `${out}-2`))).toMatch(
    /narrow\.safetensors: is truncated \(/,
  );
});

test('weights carry their normalisation from run to run, and the report lists what became of each', async () => {
  const config = join(folder.path, 'own.json');
  writeFileSync(config, JSON.stringify({ inChannels: 1, normalisation: { mean: [0.4], std: [0.3] } }));
  const train = (dir: string, ...more: string[]) =>
    run(
      mirror,
      'train',
      '--data',
      data,
      '--model',
      'small_cnn',
      '--image-size',
      '32',
      '--epochs',
      '1',
      '--out',
      dir,
      ...more,
    );
  expect((await train(out, '--config', config)).status).toBe(0);
  const best = join(out, 'checkpoints', 'best', 'model.safetensors');

  const next = `${out}-next`;
  const told = await train(next, '--init', best);
  expect(told.stderr).toContain('model.safetensors: 49 matched, 1 adapted, 0 missing, 0 unexpected');
  expect(told.stderr).toContain('adapted features.stage1.conv1.weight: spread from 1 input channel over 3');
  const record = JSON.parse(readFileSync(join(next, 'config.json'), 'utf8'));
  expect(record.train.normalisation).toEqual({ mean: [0.4, 0.4, 0.4], std: [0.3, 0.3, 0.3] });
  expect(record.weights).toMatchObject({ file: best, name: null, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });

  const json = JSON.parse((await train(`${out}-json`, '--init', best, '--json')).stdout);
  expect(json.init).toMatchObject({ file: best, matched: 49, adapted: ['features.stage1.conv1.weight'], missing: [] });
});

test('fovea models --weights lists names, sizes and licences', () => {
  const { weights } = foveaJson('models', '--weights') as unknown as { weights: Record<string, unknown>[] };
  expect(weights.find((w) => w.name === 'densenet121.torchvision')).toMatchObject({
    model: 'densenet121',
    sha256: 'a639ec97',
    licence: 'BSD-3-Clause',
    preprocessing: { mean: [0.485, 0.456, 0.406], cropSize: 224 },
  });
});
