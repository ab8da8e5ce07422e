import { spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Event } from './events.ts';

export interface SpawnOptions {
  /** The run is of a language model. */
  readonly text?: boolean;
  /** The run learns from images without labels. */
  readonly pretrain?: boolean;
  readonly resume: boolean;
  /** Folder of the cache of decoded images. */
  readonly cacheDir?: string | undefined;
  readonly onEvent: (event: Event) => void;
}

/** Trains a run in a process of its own; resolves with how it ended, throws what it said went wrong. */
export async function spawnTraining(dir: string, options: SpawnOptions): Promise<'done' | 'stopped'> {
  // Beside this file, with the same ending: .ts under a loader, .js when built.
  const program = join(import.meta.dirname, `process${extname(import.meta.filename)}`);
  const args = [
    dir,
    ...(options.text ? ['--text'] : []),
    ...(options.pretrain ? ['--pretrain'] : []),
    ...(options.resume ? ['--resume'] : []),
    ...(options.cacheDir ? ['--cache', options.cacheDir] : []),
  ];
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

  // A terminal sends Ctrl-C to both processes; a signal sent to this one alone is passed on. Either way the child decides.
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  const ignore = () => {};
  process.on('SIGTERM', forward);
  process.on('SIGINT', ignore);

  let outcome: 'done' | 'stopped' | undefined;
  let failure: string | undefined;
  try {
    const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as Event;
      if (event.event === 'done' || event.event === 'stopped') outcome = event.event;
      if (event.event === 'error') failure = event.message;
      options.onEvent(event);
    }
    const { code, signal } = await closed;
    if (failure !== undefined) throw new Error(failure);
    if (outcome === undefined) {
      const how = signal ? `was ended by ${signal}` : `ended with status ${code}`;
      throw new Error(
        `the training process ${how}; go on with: fovea ${options.pretrain ? 'pretrain' : options.text ? 'text train' : 'train'} --resume ${dir}`,
      );
    }
    return outcome;
  } finally {
    process.off('SIGTERM', forward);
    process.off('SIGINT', ignore);
  }
}
