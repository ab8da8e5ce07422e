import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, root } from './fovea.ts';

const program = join(root, 'dist', 'train', 'process.js');

export interface Trained {
  /** Whether it was killed before it was done. */
  readonly killed: boolean;
  readonly milliseconds: number;
}

/** Runs the training process of a run folder, and kills it (-9) after so many milliseconds. */
export async function trainUntilKilled(dir: string, options: { resume: boolean; after?: number }): Promise<Trained> {
  const started = performance.now();
  const args = [program, dir, ...(options.resume ? ['--resume'] : [])];
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'ignore', 'inherit'] });
  const timer = options.after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.after);
  const killed = await new Promise<boolean>((resolve) =>
    child.once('close', (_, signal) => resolve(signal === 'SIGKILL')),
  );
  clearTimeout(timer);
  return { killed, milliseconds: performance.now() - started };
}

/** The hash of the weights that a finished run ended with, or null. */
export function finalWeights(dir: string): string | null {
  const events = join(dir, 'events.jsonl');
  if (!existsSync(events)) return null;
  const last = readFileSync(events, 'utf8').trim().split('\n').at(-1)!;
  return JSON.parse(last).weights ?? null;
}
