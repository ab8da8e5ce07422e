import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from '../bench.ts';
import { compare, runPair } from '../pair.ts';
import { makePngs } from '../pngs.ts';
import { Worker } from '../worker.ts';

/** Decode, resize and augment 1,024-px PNGs into batches of 224 px, against a torchvision DataLoader with 2 workers. */
export const images: Bench = {
  name: 'images',
  description: '1,024-px PNGs to augmented batches of 224 px',
  async run({ quick, python, threads, note }) {
    const dir = mkdtempSync(join(tmpdir(), 'fovea-bench-'));
    try {
      note('drawing the PNGs');
      const count = quick ? 16 : 200;
      const kind = await makePngs(dir, count);
      const folder = join(dir, 'images');
      const rows: Row[] = [];
      for (const from of ['files', 'cache'] as const) {
        const rounds = quick ? 2 : 9;
        const pair = await runPair(
          Worker.fovea('images', folder, from, threads),
          Worker.pytorch(python, 'images', folder),
          {
            rounds,
            count: 1,
            onRound: (round) => note(`${from}: ${round} of ${rounds}`),
          },
        );
        rows.push({
          name: `${from === 'files' ? 'decode, resize, augment' : 'the same from the cache'} (${kind})`,
          ...compare(pair, ({ seconds }) => count / seconds),
          target: { atLeast: from === 'files' ? 2 : 10 },
          unit: 'images/s',
          peerName: 'torchvision DataLoader, 2 workers',
        });
      }
      return rows;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
