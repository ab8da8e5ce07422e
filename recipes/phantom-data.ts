import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writePhantomDataset } from '../src/data/index.ts';

/** Relative to the root of the project. */
export const PHANTOMS = 'runs/data/phantom-256';

/** Draws the 1,000 synthetic chest X-rays of 256 px that recipes share, once; a minute. */
export async function drawPhantoms(): Promise<string> {
  const out = resolve(import.meta.dirname, '..', PHANTOMS);
  if (!existsSync(join(out, 'labels.csv'))) await writePhantomDataset({ out, count: 1000, size: 256, seed: 1 });
  return out;
}
