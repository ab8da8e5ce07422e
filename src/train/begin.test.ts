import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePng } from '../image/index.ts';
import { prepareRun } from './begin.ts';
import { parseTrainConfig } from './config.ts';

let data: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'fovea-begin-'));
  for (const kind of ['dark', 'light']) {
    mkdirSync(join(data, kind));
    for (let i = 0; i < 20; i++) {
      const pixels = new Uint8Array(16).fill(i + (kind === 'light' ? 200 : 0));
      await writePng(join(data, kind, `${i}.png`), { width: 4, height: 4, channels: 1, data: pixels });
    }
  }
});
afterAll(() => rmSync(data, { recursive: true }));

test.each([
  [null, { train: 28, val: 4, test: 8 }],
  [0.5, { train: 16, val: 16, test: 8 }],
])('valFraction %s divides who is not tested on', (valFraction, expected) => {
  const { counts } = prepareRun({
    data,
    config: parseTrainConfig({ model: 'small_cnn', valFraction }),
    version: 'test',
  }).split;
  expect(Object.fromEntries(Object.entries(counts).map(([name, { images }]) => [name, images]))).toEqual(expected);
});
