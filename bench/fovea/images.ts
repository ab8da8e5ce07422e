/**
 * Epochs of augmented batches, f32 [16, 1, 224, 224] in 0 … 1, from the PNGs of a folder or from Fovea's cache of them.
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
import { engineInfo, fromHost, scope, setThreads } from '../../src/torch/index.ts';
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
      const shape = [batch.labels.length, 1, size, size];
      const unit = fromHost({ dtype: 'u8', shape, data: batch.images }).to({ dtype: 'f32' }).div_(255);
      const params = batch.indices.map((index) => augmentParams(augment, 0, number, index));
      augmentBatch(unit, params, augment);
    });
  }
}

let next = 0;
await epoch(next++);
await serve({ version: engineInfo().version, images: samples.length }, async (count) => {
  for (let i = 0; i < count; i++) await epoch(next++);
});
