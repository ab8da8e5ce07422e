import { type Bench, spread } from '../bench.ts';
import { Worker } from '../worker.ts';

const MASKS = 1000;

/** Run lengths against the time they were promised in: a file of labels is read while one waits. */
export const rle: Bench = {
  name: 'rle',
  description: 'Run-length encoding and decoding of masks',
  async run({ quick, note }) {
    const worker = Worker.fovea('rle');
    const seconds: number[] = [];
    const rounds = quick ? 1 : 5;
    try {
      await worker.hello;
      for (let round = 1; round <= rounds; round++) {
        seconds.push((await worker.measure(MASKS)).seconds);
        note(`${round} of ${rounds}`);
      }
    } finally {
      worker.kill();
    }
    const ratio = spread(seconds);
    return [
      {
        name: `${MASKS.toLocaleString('en')} masks of 1024 × 1024 encoded and decoded`,
        ratio,
        target: { atMost: 1 },
        unit: 's',
        fovea: ratio.median,
        peer: 1,
        peerName: 'one second',
      },
    ];
  },
};
