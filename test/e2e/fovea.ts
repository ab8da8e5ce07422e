import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const main = join(root, 'dist', 'cli', 'main.js');

/** Caches of tests stay out of the user's. */
export const env = {
  ...process.env,
  FOVEA_CACHE: join(tmpdir(), 'fovea-test-cache'),
  OMP_NUM_THREADS: '1',
  NO_COLOR: '1',
};

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line, as a user would. */
export function fovea(...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** As `fovea`, in a shell that ran `setup` first, e.g. `ulimit -f 200`. */
export function foveaUnder(setup: string, ...args: string[]): Outcome {
  const line = `${setup}; exec "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, main, ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** As `fovea`, for a command that must succeed and prints one JSON object. */
export function foveaJson(...args: string[]): Record<string, never> {
  const { status, stdout, stderr } = fovea(...args, '--json');
  if (status !== 0) throw new Error(`fovea ${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A folder that is gone when the block ends. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'fovea-e2e-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
