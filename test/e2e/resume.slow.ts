import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../src/stats/random.ts';
import { foveaJson, temporaryFolder } from './fovea.ts';
import { finalWeights, trainUntilKilled } from './kill.ts';

const KILLS = 20;
const folder = temporaryFolder();
const fresh = join(folder.path, 'fresh');

beforeAll(async () => {
  const data = join(folder.path, 'xrays');
  foveaJson('data', 'phantom', '--out', data, '--count', '120', '--size', '48', '--seed', '5');
  const { beginRun, parseTrainConfig } = await import('../../src/train/index.ts');
  // Dropout, averaged weights and a checkpoint at every third step: all that a checkpoint must restore, and many of them.
  const config = parseTrainConfig({
    ...{ model: 'densenet121', imageSize: 32, batchSize: 6, epochs: 2, checkpointEvery: 3, threads: 1 },
    ...{ dropRate: 0.2, ema: 0.9, accumulate: 2 },
  });
  beginRun({ dir: fresh, data, config, version: 'test' });
}, 600_000);
afterAll(() => folder[Symbol.dispose]());

test(`a run killed ${KILLS} times ends with the weights of one never killed`, async () => {
  const whole = join(folder.path, 'whole');
  const broken = join(folder.path, 'broken');
  cpSync(fresh, whole, { recursive: true });
  cpSync(fresh, broken, { recursive: true });
  const { milliseconds } = await trainUntilKilled(whole, { resume: false });
  expect(finalWeights(whole)).not.toBeNull();

  // Up to the time of a whole run: some die while they start, some in a step, some while a checkpoint is written.
  const rng = random(1, 'kill');
  let kills = 0;
  while (kills < KILLS) {
    const { killed } = await trainUntilKilled(broken, { resume: true, after: rng.uniform(0.1, 0.6) * milliseconds });
    if (killed) kills++;
    else break; // done before all kills: the rest would find nothing to kill
  }
  console.log(`killed ${kills} times`);
  if (finalWeights(broken) === null) await trainUntilKilled(broken, { resume: true });
  expect(finalWeights(broken)).toBe(finalWeights(whole));
});
