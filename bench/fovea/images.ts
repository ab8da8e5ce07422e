/**
 * Epochs of augmented, normalised batches, f32 [16, 3, 224, 224], from the PNGs of a folder or from Fovea's cache of them.
 * Usage: images.ts FOLDER files|cache THREADS
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { augmentBatch } from '../../src/data/augmentBatch.ts';
import {
  augmentParams,
  batches,
  fileSource,
  type ImageSource,
  openImageCache,
  parseAugment,
} from '../../src/data/index.ts';
import { engineInfo, scope, setThreads } from '../../src/torch/index.ts';
import { normalisationFor, normalise, toUnit } from '../../src/train/preprocess.ts';
import { serve } from './serve.ts';

const [folder, from, threads] = process.argv.slice(2) as [string, 'files' | 'cache', string];
setThreads(Number(threads));
const size = 224;
const samples = readdirSync(folder)
  .sort()
  .map((name) => ({ file: join(folder, name), imagePath: name }));
const augment = parseAugment({});
const cacheDir = mkdtempSync(join(tmpdir(), 'fovea-bench-'));
const source: ImageSource =
  from === 'files'
    ? fileSource(samples, { size, channels: 1 })
    : await openImageCache({ dir: cacheDir, samples, size, channels: 1 });
rmSync(cacheDir, { recursive: true }); // an open cache stays readable
const labels = new Int32Array(samples.length);

async function epoch(number: number): Promise<void> {
  for await (const batch of batches({ source, labels, batchSize: 16, seed: 0, epoch: number })) {
    scope(() => {
      const params = batch.indices.map((index) => augmentParams(augment, 0, number, index));
      normalise(augmentBatch(toUnit(batch, size, 1, 'cpu'), params, augment), normalisationFor(3));
    });
  }
}

let next = 0;
await epoch(next++);
await serve({ version: engineInfo().version }, async (count) => {
  for (let i = 0; i < count; i++) await epoch(next++);
});
