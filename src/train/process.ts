/** The training process: `process RUN [--text | --pretrain] [--resume] [--cache DIR]`. It speaks JSON lines on standard output. */
import { parseArgs } from 'node:util';
import type { Event } from './events.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    resume: { type: 'boolean', default: false },
    cache: { type: 'string' },
    text: { type: 'boolean', default: false },
    pretrain: { type: 'boolean', default: false },
  },
});
const tell = (event: Event) => process.stdout.write(`${JSON.stringify(event)}\n`);

let asked = 0;
const stop = () => {
  // The first asks the loop to save and end; a second does not wait for it.
  if (++asked > 1) process.exit(130);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// The parent holds our standard input open: if it dies, even by kill -9, we save and end too.
process.stdin.on('end', stop).on('error', stop).resume();

try {
  const train = values.text
    ? (await import('./text/train.ts')).trainAnyTextRun
    : values.pretrain
      ? (await import('./pretrain/train-run.ts')).pretrainRun
      : (await import('./train-run.ts')).trainRun;
  await train(positionals[0]!, { resume: values.resume, cacheDir: values.cache, tell, shouldStop: () => asked > 0 });
  process.exit(0);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (process.env.FOVEA_DEBUG && error instanceof Error) console.error(error.stack);
  process.stdout.write(`${JSON.stringify({ event: 'error', message } satisfies Event)}\n`, () => process.exit(1));
}
