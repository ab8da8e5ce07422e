import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { env, root } from './fovea.ts';

const program = join(root, 'dist', 'train', 'process.js');

export interface Death {
  /** Lines that the process says before it dies; counted, so that a slow machine dies at the same places. */
  readonly afterEvents: number;
  /** Milliseconds more, to fall into the middle of a step or of the writing of a checkpoint. */
  readonly delay: number;
}

/** Runs the training process of a run folder (`--pretrain`: of a pre-training run), killed (-9) at `death`; tells whether it died before it was done. */
export async function trainUntilKilled(dir: string, death?: Death, kind: readonly string[] = []): Promise<boolean> {
  const child = spawn(process.execPath, [program, dir, '--resume', ...kind], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<boolean>((resolve) => child.once('close', (_, signal) => resolve(signal === 'SIGKILL')));
  let events = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('"prepare"')) continue;
    if (++events === death?.afterEvents) setTimeout(() => child.kill('SIGKILL'), death.delay);
  }
  return ended;
}

const eventsOf = (dir: string): { step?: number; weights?: string }[] => {
  const path = join(dir, 'events.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return lines.filter((l) => l.endsWith('}')).map((l) => JSON.parse(l));
};

/** The hash of the weights that a finished run ended with, or null. */
export const finalWeights = (dir: string): string | null => eventsOf(dir).at(-1)?.weights ?? null;

/** The last step that a run recorded, or 0. */
export const lastStep = (dir: string): number => eventsOf(dir).at(-1)?.step ?? 0;
