import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import { RunConfig } from './config.ts';
import { runPaths } from './run-paths.ts';

export { runPaths } from './run-paths.ts';

/** The folder of a run, and where in it everything lies. */
export interface Run {
  readonly dir: string;
  readonly config: RunConfig;
}

/** Makes the folder of a new run; one that already holds a run is refused, so that nothing is overwritten. */
export function createRun(dir: string, config: RunConfig): Run {
  createRunFolder(dir, config);
  return { dir, config };
}

/** The same for a run of any kind. */
export function createRunFolder(dir: string, config: object): void {
  if (existsSync(runPaths(dir).config)) {
    throw new Error(`${dir}: holds a run already; go on with it by --resume ${dir}, or choose another --out`);
  }
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new Error(`${dir}: is not empty; choose another --out`);
  }
  for (const kind of ['last', 'best']) mkdirSync(join(dir, 'checkpoints', kind), { recursive: true });
  writeFileAtomic(runPaths(dir).config, `${JSON.stringify(config, null, 2)}\n`);
}

export function openRun(dir: string): Run {
  const json = readRunJson(dir);
  const path = runPaths(dir).config;
  if ((json as { task?: unknown } | null)?.task === 'pretraining')
    throw new Error(
      `${dir}: is a pre-training run and has no classes; train from it by --init ${dir}, or go on with it by "fovea pretrain --resume ${dir}"`,
    );
  const result = RunConfig.safeParse(json);
  if (!result.success) {
    const { path: key, message } = result.error.issues[0]!;
    throw new Error(`${path}: ${key.join('.')}: ${message}`);
  }
  return { dir, config: result.data };
}

/** What `config.json` of a run holds, unchecked. */
export function readRunJson(dir: string): unknown {
  const path = runPaths(dir).config;
  if (!existsSync(path)) throw new Error(`${dir}: is not a run (it has no config.json)`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`${path}: is not JSON; restore it, or train again`);
  }
}
