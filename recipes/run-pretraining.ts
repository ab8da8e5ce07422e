import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProgress } from '../src/cli/progress.ts';
import { version } from '../src/cli/version.ts';
import { spawnTraining } from '../src/train/index.ts';
import { beginPretrainRun, parsePretrainConfig } from '../src/train/pretrain/index.ts';

/** Pre-trains into `dir`, or goes on with what is there, on data sets given relative to the root of the project; one thread. */
export async function runPretraining(dir: string, dataSets: readonly string[], options: object): Promise<void> {
  const data = dataSets.map((path) => resolve(import.meta.dirname, '..', path));
  const resume = existsSync(join(dir, 'config.json'));
  if (!resume) {
    const config = parsePretrainConfig({ threads: 1, ...options });
    for (const warning of beginPretrainRun({ dir, data, config, version }).warnings) console.error(`note: ${warning}`);
  }
  const progress = openProgress(false);
  await spawnTraining(dir, { pretrain: true, resume, onEvent: progress.show });
  progress.end();
}
