import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { numberOf, UsageError } from './command.ts';
import { openProgress } from './progress.ts';

type Args = Readonly<Record<string, unknown>>;

/** Numbers from flags, by the keys of a configuration; those not given are left out. */
export function numbersOf(args: Args, keys: Readonly<Record<string, string>>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [flag, key] of Object.entries(keys)) {
    const value = numberOf(flag, args[flag] as string | undefined);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

/** Words parted by commas. */
export function wordsOf(text: unknown): string[] {
  return typeof text !== 'string' ? [] : text.split(',').flatMap((word) => word.trim() || []);
}

/** A configuration that refuses what is wrong as wrong usage. */
export function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export function runFolder(args: Args, kind: string, seed: number): string {
  const data = args.data as string;
  return (args.out as string | undefined) ?? join('runs', `${basename(data, extname(data))}-${kind}-${seed}`);
}

/** Trains a run that was begun, in a process of its own; false where it was stopped. Returns its `metrics.json`. */
export async function trainTextFolder(
  dir: string,
  { command, resume, json }: { readonly command: string; readonly resume: boolean; readonly json: boolean },
): Promise<Record<string, unknown> | null> {
  const { spawnTraining } = await import('../train/spawn.ts');
  const progress = openProgress(json);
  const outcome = await spawnTraining(dir, { text: true, resume, onEvent: progress.show });
  progress.end();
  if (outcome === 'stopped') {
    console.error(`stopped; go on with: fovea text ${command} --resume ${dir}`);
    process.exitCode = 1;
    return null;
  }
  return JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
}

/** Either begins a run or goes on with one. */
export function checkBeginOrResume(args: Args): void {
  if ((args.data === undefined) === (args.resume === undefined)) {
    throw new UsageError('give either --data, to begin a run, or --resume, to go on with one');
  }
}
