import { type Bench, spread } from '../bench.ts';
import { Worker } from '../worker.ts';

/** Whether memory stays where it is while a training goes on: resident bytes and live tensors after each tenth of it. */
export const flat: Bench = {
  name: 'flat',
  description: '10,000 training steps of a small CNN: memory',
  async run({ quick, threads, note }) {
    const steps = quick ? 500 : 10_000;
    const worker = Worker.fovea('flat', threads);
    const rss: number[] = [];
    const tensors: number[] = [];
    try {
      await worker.hello;
      for (let tenth = 1; tenth <= 10; tenth++) {
        const sample = await worker.measure(steps / 10);
        rss.push(sample.rssBytes! / 2 ** 20);
        tensors.push(sample.tensors!);
        note(`${(steps / 10) * tenth} of ${steps}`);
      }
    } finally {
      worker.kill();
    }
    const peerName = 'the first tenth';
    return [
      {
        name: `${steps.toLocaleString('en')} steps of a small CNN: resident memory`,
        ratio: { ...spread(rss.map((bytes) => bytes / rss[0]!)), median: rss.at(-1)! / rss[0]! },
        target: { atMost: 1.05 },
        unit: 'MiB',
        fovea: rss.at(-1)!,
        peer: rss[0]!,
        peerName,
      },
      {
        name: `${steps.toLocaleString('en')} steps of a small CNN: live tensors`,
        ratio: spread(tensors.map((count) => count / tensors[0]!)),
        target: { atMost: 1 },
        unit: 'tensors',
        fovea: tensors.at(-1)!,
        peer: tensors[0]!,
        peerName,
      },
    ];
  },
};
