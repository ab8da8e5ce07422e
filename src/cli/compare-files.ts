import { basename, dirname, resolve } from 'node:path';
import { compareModels, writeStudy } from '../study/index.ts';
import { numberOf, oneOf, UsageError } from './command.ts';
import { renderComparison } from './render-comparison.ts';
import { reportAfter } from './report-after.ts';
import { type FileArgs, scoreFiles } from './score-files.ts';
import { countOf, listOf, shareOf } from './study-options.ts';
import { version } from './version.ts';

export interface CompareFilesArgs extends FileArgs {
  readonly names?: string | undefined;
  readonly margin?: string | undefined;
  readonly test?: string | undefined;
  readonly confidence?: string | undefined;
  readonly prevalence?: string | undefined;
  readonly replicates: string;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea compare --predictions FILE FILE … --labels FILE`. */
export async function compareFiles(
  args: CompareFilesArgs,
  predictions: readonly string[],
  validation: readonly string[],
): Promise<void> {
  const names = namesOf(predictions, listOf(args.names));
  const { cases, runs, notes } = scoreFiles(args, predictions, validation);
  const study = compareModels(
    cases,
    runs.map((run, i) => ({ name: names[i]!, runs: [run] })),
    {
      version,
      confidence: shareOf('confidence', args.confidence),
      replicates: countOf('replicates', args.replicates, 100),
      margin: numberOf('margin', args.margin),
      permutation: oneOf('test', args.test, ['default', 'delong', 'permutation']) === 'permutation',
      prevalence: shareOf('prevalence', args.prevalence),
      warnings: notes,
    },
  );
  const dir = args.out ?? `studies/${names.join('-vs-').slice(0, 80)}`;
  writeStudy({ dir, ...study });
  const report = await reportAfter(dir);
  if (args.json) console.log(JSON.stringify({ study: dir, report, ...study.comparison }));
  else console.log(renderComparison(study.comparison, dir));
  if (report !== null && !args.json) console.log(`report: ${report}`);
}

/** Given names, or those of the files; where these are alike (`predictions.csv`), of their folders. */
export function namesOf(paths: readonly string[], given: readonly string[]): readonly string[] {
  if (given.length > 0 && given.length !== paths.length) {
    throw new UsageError(`--names gives ${given.length} names for ${paths.length} prediction files`);
  }
  const own = paths.map((path) => basename(path).replace(/\.csv$/i, ''));
  const folders = paths.map((path) => basename(dirname(resolve(path))));
  const distinct = (names: readonly string[]) => new Set(names).size === names.length;
  const names = given.length > 0 ? given : distinct(own) ? own : folders;
  if (!distinct(names)) throw new UsageError(`two models would be called ${names[0]}: name them with --names a,b,…`);
  return names;
}
