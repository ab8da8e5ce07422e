import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writePng } from '../../src/image/index.ts';

/** A folder with these files, by relative path, that is gone after the running test. */
export function dataFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'fovea-data-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Grey 16×16 PNGs in the folder, image i of the one grey level `10 i`; returns them as samples. */
export async function greyImages(folder: string, count: number): Promise<{ file: string; imagePath: string }[]> {
  const samples = Array.from({ length: count }, (_, i) => ({ file: join(folder, `${i}.png`), imagePath: `${i}.png` }));
  for (const [i, { file }] of samples.entries()) {
    await writePng(file, { width: 16, height: 16, channels: 1, data: new Uint8Array(256).fill(10 * i) });
  }
  return samples;
}
