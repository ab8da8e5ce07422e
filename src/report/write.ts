import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import { openStudy, studyPaths } from '../study/index.ts';
import { openRun, runPaths } from '../train/index.ts';
import type { ReportData } from './data.ts';
import { type RunReportOptions, reportOfRun } from './from-run.ts';
import { reportOfStudy } from './from-study.ts';
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

export async function reportOf(dir: string, options: RunReportOptions): Promise<ReportData> {
  const kind = kindOf(dir);
  if (options.explain && kind === 'study')
    throw new Error(`${dir}: is a comparison; --explain takes the folder of a run`);
  return kind === 'run' ? reportOfRun(openRun(dir), options) : reportOfStudy(openStudy(dir), options);
}

/** Writes the report of a run or a study, whole or not at all, and gives its path. */
export async function writeReport(
  dir: string,
  { out = reportPath(dir), ...options }: Partial<RunReportOptions> & { readonly out?: string | undefined } = {},
): Promise<string> {
  writeFileAtomic(out, renderReport(await reportOf(dir, { images: true, ...options })));
  return out;
}
