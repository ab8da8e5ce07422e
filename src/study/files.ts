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

/** A study of any task: what was found, and the cases behind it. */
export interface StudyFiles<Found, Cases> {
  readonly dir: string;
  readonly comparison: Found;
  readonly cases: Cases;
}

export type Study = StudyFiles<Comparison, StudyCases>;

/** Writes both files, each whole or not at all; the comparison last, so a folder that has one is complete. */
export function writeStudy({ dir, comparison, cases }: StudyFiles<object, object>): void {
  const paths = studyPaths(dir);
  mkdirSync(dir, { recursive: true });
  writeFileAtomic(paths.cases, `${JSON.stringify(cases)}\n`);
  writeFileAtomic(paths.comparison, `${JSON.stringify(comparison, null, 2)}\n`);
}

type Task = 'classification' | 'segmentation';

/** What the finished comparison in a folder is of. */
export function studyTask(dir: string): Task {
  const { task } = readComparison<{ task?: Task }>(dir);
  return task ?? 'classification';
}

/** The comparison of classifiers in a folder, or an error of one line. */
export const openStudy = (dir: string): Study => openStudyFiles<Comparison, StudyCases>(dir, 'classification');

/** The study of a task in a folder, or an error of one line. */
export function openStudyFiles<Found extends { format: 1 }, Cases extends { format: 1 }>(
  dir: string,
  task: Task,
): StudyFiles<Found, Cases> {
  const comparison = readComparison<Found & { task?: Task }>(dir);
  const own = comparison.task ?? 'classification';
  if (own !== task) throw new Error(`${dir}: compares models for ${own}, not for ${task}`);
  const cases = readJson<Cases>(studyPaths(dir).cases);
  if (comparison.format !== 1 || cases.format !== 1) {
    throw new Error(`${dir}: is of another version of Fovea; compare again`);
  }
  return { dir, comparison, cases };
}

function readComparison<Found>(dir: string): Found {
  const paths = studyPaths(dir);
  if (existsSync(paths.comparison)) return readJson<Found>(paths.comparison);
  const mend = existsSync(paths.plan) ? `finish it with: fovea compare --resume ${dir}` : 'make one with fovea compare';
  throw new Error(`${dir}: holds no finished comparison; ${mend}`);
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${path}: cannot be read as JSON (${(error as Error).message}); compare again`);
  }
}
