import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const out = join(folder.path, 'study');
const run = (name: string) => join(out, 'runs', name);
const args = ['compare', '--data', data, '--models', 'small_cnn,mlp', '--budget', '1epochs', '--seeds', '2'];
const small = ['--image-size', '28', '--replicates', '200', '--out', out];

interface Comparison {
  models: { name: string; cost: Record<string, number>; spread: Record<string, number>; runs: unknown[] }[];
  budget: { words: string; seeds: number[] };
  learningCurves: { points: { fraction: number; images: number }[] }[];
  verdict: { decision: string };
  pairs: { test: string }[];
}

beforeAll(() => foveaJson('data', 'phantom', '--out', data, '--count', '90', '--size', '32', '--seed', '3'));
afterAll(() => folder[Symbol.dispose]());

test('two models, two seeds, two shares: all trained on one split, compared with seeds and cases apart', () => {
  const result = foveaJson(...args, ...small, '--fractions', '0.5,1') as unknown as Comparison;
  expect(result.models.map((m) => m.name)).toEqual(['small_cnn', 'mlp']);
  expect(result.models[0]!.runs).toHaveLength(2);
  expect(result.models[0]!.cost).toMatchObject({ parameters: expect.any(Number), trainSeconds: expect.any(Number) });
  expect(result.models[0]!.cost.peakMemory).toBeGreaterThan(1e7);
  expect(result.models[0]!.spread).toMatchObject({ seeds: expect.any(Number), cases: expect.any(Number) });
  expect(result.pairs[0]!.test).toMatch(/two-level/);
  expect(result.budget).toMatchObject({ words: '1 epoch', seeds: [0, 1] });
  const [half, whole] = result.learningCurves[0]!.points;
  expect([half!.fraction, whole!.fraction]).toEqual([0.5, 1]);
  expect(half!.images).toBeLessThan(whole!.images);
  const split = (name: string) => readFileSync(join(run(name), 'split.csv'), 'utf8');
  expect(split('mlp-0.5-seed1')).toBe(split('small_cnn-seed0'));
  expect(existsSync(join(out, 'comparison.json'))).toBe(true);
});

test('the same command trains only what is missing; another plan in the folder is refused', () => {
  const weights = (name: string) => join(run(name), 'checkpoints', 'best', 'model.safetensors');
  const before = statSync(weights('small_cnn-seed0')).mtimeMs;
  rmSync(run('mlp-seed1'), { recursive: true });
  const again = fovea(...args, ...small, '--fractions', '0.5,1');
  expect(again.status).toBe(0);
  expect(again.stdout).toMatch(/Verdict: /);
  expect(statSync(weights('small_cnn-seed0')).mtimeMs).toBe(before);
  expect(existsSync(weights('mlp-seed1'))).toBe(true);
  const other = fovea(...args, ...small);
  expect(other.status).toBe(1);
  expect(other.stderr).toMatch(/holds another study; go on with it by --resume/);
});

test('a budget in time ends each training after it, by the same schedule', () => {
  const timed = join(folder.path, 'timed');
  const models = ['--models', 'small_cnn,mlp', '--budget', '1s', '--image-size', '28', '--replicates', '200'];
  const result = foveaJson('compare', '--data', data, ...models, '--out', timed) as unknown as Comparison;
  expect(result.budget.words).toBe('1 s of training steps');
  for (const { cost } of result.models) expect(cost.trainSeconds).toBeGreaterThanOrEqual(1);
});

test('wrong use is status 2, an unknown model is named before anything is written', () => {
  const refused = (more: string[], status: number, message: RegExp) => {
    const outcome = fovea('compare', '--data', data, '--out', join(folder.path, 'none'), ...more);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.status).toBe(status);
  };
  refused(['--models', 'small_cnn'], 2, /two models or more/);
  refused(['--models', 'small_cnn,mlp'], 2, /--budget/);
  refused(['--models', 'small_cnn,mlp', '--budget', 'long'], 2, /3epochs/);
  refused(['--models', 'small_cnn,small_cmn', '--budget', '1epochs'], 1, /small_cnn/);
  expect(existsSync(join(folder.path, 'none'))).toBe(false);
});
