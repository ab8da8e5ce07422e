import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompareTrainingsArgs, compareTrainings } from '../src/cli/compare-trainings.ts';

/** `fovea compare --data …` with three seeds, and a file of the training options that all models share. */
export async function runComparison(
  options: object,
  args: Omit<CompareTrainingsArgs, 'config' | 'seeds' | 'replicates'>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-recipe-'));
  const config = join(folder, 'train.json');
  writeFileSync(config, JSON.stringify(options));
  try {
    await compareTrainings({ ...args, config, seeds: '3', replicates: '2000' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
