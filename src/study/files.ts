import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import type { Comparison, StudyCases } from './comparison.ts';

/** Where things lie in the folder of a study. */
export const studyPaths = (dir: string) => ({
  /** The plan of a training study. */
  plan: join(dir, 'study.json'),
  comparison: join(dir, 'comparison.json'),
  cases: join(dir, 'cases.json'),
  /** A run folder for each training. */
  runs: join(dir, 'runs'),
  report: join(dir, 'report.html'),
});

export interface Study {
  readonly dir: string;
  readonly comparison: Comparison;
  readonly cases: StudyCases;
}

/** Writes both files, each whole or not at all; the comparison last, so a folder that has one is complete. */
export function writeStudy({ dir, comparison, cases }: Study): void {
  const paths = studyPaths(dir);
  mkdirSync(dir, { recursive: true });
  writeFileAtomic(paths.cases, `${JSON.stringify(cases)}\n`);
  writeFileAtomic(paths.comparison, `${JSON.stringify(comparison, null, 2)}\n`);
}

/** The study in a folder, or an error of one line. */
export function openStudy(dir: string): Study {
  const paths = studyPaths(dir);
  if (!existsSync(paths.comparison)) {
    const mend = existsSync(paths.plan)
      ? `finish it with: fovea compare --resume ${dir}`
      : 'make one with fovea compare';
    throw new Error(`${dir}: holds no finished comparison; ${mend}`);
  }
  const comparison = readJson<Comparison>(paths.comparison);
  const cases = readJson<StudyCases>(paths.cases);
  if (comparison.format !== 1 || cases.format !== 1) {
    throw new Error(`${dir}: is of another version of Fovea; compare again`);
  }
  return { dir, comparison, cases };
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${path}: cannot be read as JSON (${(error as Error).message}); compare again`);
  }
}
