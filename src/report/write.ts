import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import { openMaskStudy, openStudy, studyPaths, studyTask } from '../study/index.ts';
import { openRun, runPaths } from '../train/index.ts';
import { type RunReportOptions, reportOfRun } from './from-run.ts';
import { reportOfStudy } from './from-study.ts';
import type { StatedDice } from './masks/data.ts';
import { reportOfMaskRun } from './masks/from-run.ts';
import { reportOfMaskStudy } from './masks/from-study.ts';
import { renderMaskReport } from './masks/page.ts';
import { renderReport } from './page.ts';

/** Where the report of a run or a study lies unless told otherwise. */
export const reportPath = (dir: string): string => join(dir, 'report.html');

/** Is a folder a run, a study, or neither? */
export function kindOf(dir: string): 'run' | 'study' {
  if (!existsSync(dir)) throw new Error(`${dir}: no such folder; give that of a run or of a comparison`);
  const study = studyPaths(dir);
  if (existsSync(study.comparison) || existsSync(study.plan)) return 'study';
  if (existsSync(runPaths(dir).config)) return 'run';
  throw new Error(`${dir}: is neither a run (config.json) nor a comparison (comparison.json)`);
}

export interface ReportOptions extends RunReportOptions {
  /** Dice of people, of a segmentation: shown as context. */
  readonly people?: StatedDice | null | undefined;
}

/** The report of whatever a folder holds, as HTML. */
async function rendered(dir: string, options: ReportOptions): Promise<string> {
  if (kindOf(dir) === 'study') {
    if (options.explain) throw new Error(`${dir}: is a comparison; --explain takes the folder of a run`);
    if (studyTask(dir) === 'segmentation')
      return renderMaskReport(await reportOfMaskStudy(openMaskStudy(dir), options));
    return renderReport(await reportOfStudy(openStudy(dir), options));
  }
  const run = openRun(dir);
  if (run.config.task === 'segmentation') return renderMaskReport(await reportOfMaskRun(run, options));
  return renderReport(await reportOfRun(run, options));
}

/** Writes the report of a run or a study, whole or not at all, and gives its path. */
export async function writeReport(
  dir: string,
  { out = reportPath(dir), ...options }: Partial<ReportOptions> & { readonly out?: string | undefined } = {},
): Promise<string> {
  writeFileAtomic(out, await rendered(dir, { images: true, ...options }));
  return out;
}
