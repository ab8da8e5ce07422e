import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from '../bench.ts';
import { compare, runPair } from '../pair.ts';
import { makePngs } from '../pngs.ts';
import { Worker } from '../worker.ts';

/** ImageFolder, torchvision's own, reads grey images as RGB; whoever tells it not to gets the second line. */
const COMPARISONS = [
  { from: 'files', mode: 'RGB', target: { atLeast: 2 } },
  { from: 'files', mode: 'L', target: null },
  { from: 'cache', mode: 'RGB', target: { atLeast: 10 } },
] as const;

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
      for (const { from, mode, target } of COMPARISONS) {
        const rounds = quick ? 2 : 9;
        const peerName = `torchvision, 2 workers, ${mode}`;
        const pair = await runPair(
          Worker.fovea('images', folder, from, threads),
          Worker.pytorch(python, 'images', folder, mode),
          { rounds, count: 1, onRound: (round) => note(`${from}, ${mode}: ${round} of ${rounds}`) },
        );
        const name = `${from === 'files' ? 'decode, resize, augment' : 'the same from the cache'} (${kind})`;
        rows.push({ name, ...compare(pair, ({ seconds }) => count / seconds), target, unit: 'images/s', peerName });
      }
      return rows;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
