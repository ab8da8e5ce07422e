import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { decodeRle, encodeRle, NO_RUNS, readRleCsv, writeRleCsv } from './rle.ts';

const folder = mkdtempSync(join(tmpdir(), 'fovea-rle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const siim = resolve(import.meta.dirname, '../../../shared/data/siim_ptx_seg/siim_train_rle.csv.gz');

test.skipIf(!existsSync(siim))(
  'the label file of SIIM-ACR comes back as it was, every row and the header',
  () => {
    const text = gunzipSync(readFileSync(siim)).toString();
    const path = join(folder, 'siim.csv');
    writeFileSync(path, text);
    const size = { width: 1024, height: 1024 };
    const rows = readRleCsv(path);
    expect(rows.length).toBeGreaterThan(9000);
    const again = rows.map(({ imageId, runs }) => ({
      imageId,
      runs: runs === NO_RUNS ? NO_RUNS : encodeRle(decodeRle(runs, size), size),
    }));
    writeRleCsv(path, again);
    expect(readFileSync(path, 'utf8') === text.replaceAll('\r\n', '\n')).toBe(true);
  },
  30_000,
);
