import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../src/stats/random.ts';
import { foveaJson, temporaryFolder } from './fovea.ts';
import { finalWeights, lastStep, trainUntilKilled } from './kill.ts';

const KILLS = 20;
const folder = temporaryFolder();
const fresh = join(folder.path, 'fresh');

beforeAll(async () => {
  const data = join(folder.path, 'xrays');
  foveaJson('data', 'phantom', '--out', data, '--count', '120', '--size', '48', '--seed', '5');
  const { beginRun, parseTrainConfig } = await import('../../src/train/index.ts');
  // Dropout, averaged weights, mixed and augmented images and a checkpoint at every third step: all that a checkpoint must restore, and many of them.
  const config = parseTrainConfig({
    ...{ model: 'densenet121', imageSize: 32, batchSize: 6, epochs: 2, checkpointEvery: 3, threads: 1 },
    ...{ dropRate: 0.2, ema: 0.9, accumulate: 2, mixup: 0.4, cutmix: 1, sampler: 'balanced', labelSmoothing: 0.1 },
    augment: { cropPad: 2, erase: 0.5, randAugment: { ops: 2, magnitude: 5 } },
  });
  beginRun({ dir: fresh, data, config, version: 'test' });
}, 600_000);
afterAll(() => folder[Symbol.dispose]());

test(`runs killed ${KILLS} times in all end with the weights of one never killed`, async () => {
  const whole = join(folder.path, 'whole');
  cpSync(fresh, whole, { recursive: true });
  expect(await trainUntilKilled(whole)).toBe(false);
  const expected = finalWeights(whole);
  expect(expected).not.toBeNull();

  const rng = random(1, 'kill');
  let kills = 0;
  for (let round = 1; kills < KILLS; round++) {
    const broken = join(folder.path, `broken-${round}`);
    cpSync(fresh, broken, { recursive: true });
    const deaths: number[] = [];
    for (let killed = true; killed; ) {
      const death = { afterEvents: 1 + rng.int(7), delay: rng.uniform(0, 80) };
      killed = await trainUntilKilled(broken, kills < KILLS ? death : undefined);
      if (killed) {
        kills++;
        deaths.push(lastStep(broken));
      }
    }
    console.log(`run ${round}: killed after steps ${deaths.join(', ')}`);
    expect(finalWeights(broken)).toBe(expected);
  }
});

test('pre-training runs killed in the same way end with the weights of one never killed', async () => {
  const { beginPretrainRun, parsePretrainConfig } = await import('../../src/train/pretrain/index.ts');
  const common = { imageSize: 32, batchSize: 8, epochs: 2, checkpointEvery: 2, threads: 1 };
  const methods = {
    mae: { method: 'mae', model: 'vit_tiny_patch16_224', mae: { decoderWidth: 32, decoderDepth: 1, decoderHeads: 2 } },
    dino: { method: 'dino', model: 'small_cnn', dino: { outDim: 64, hiddenDim: 32, localCrops: 2 } },
  };
  const rng = random(2, 'kill');
  for (const [name, options] of Object.entries(methods)) {
    const begun = join(folder.path, name);
    const config = parsePretrainConfig({ ...common, ...options });
    beginPretrainRun({ dir: begun, data: [join(folder.path, 'xrays')], config, version: 'test' });
    const whole = `${begun}-whole`;
    cpSync(begun, whole, { recursive: true });
    expect(await trainUntilKilled(whole, undefined, ['--pretrain'])).toBe(false);
    const deaths: number[] = [];
    for (let killed = true; killed; ) {
      const death = { afterEvents: 3 + rng.int(7), delay: rng.uniform(0, 80) };
      killed = await trainUntilKilled(begun, deaths.length < 3 ? death : undefined, ['--pretrain']);
      if (killed) deaths.push(lastStep(begun));
    }
    console.log(`${name}: killed after steps ${deaths.join(', ')}`);
    expect(finalWeights(begun)).toBe(finalWeights(whole));
  }
});
