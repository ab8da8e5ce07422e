import { compareMasks, measureMaskFiles, readMaskFile, writeStudy } from '../study/index.ts';
import { numberOf, oneOf, UsageError } from './command.ts';
import { namesOf } from './compare-files.ts';
import { renderMaskComparison } from './render-mask-comparison.ts';
import { reportAfter } from './report-after.ts';
import { countOf, listOf, shareOf } from './study-options.ts';
import { version } from './version.ts';

export interface CompareMaskFilesArgs {
  readonly labels?: string | undefined;
  readonly patients?: string | undefined;
  readonly groups?: string | undefined;
  readonly 'rle-size'?: string | undefined;
  readonly names?: string | undefined;
  readonly margin?: string | undefined;
  readonly test?: string | undefined;
  readonly confidence?: string | undefined;
  readonly replicates: string;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea compare --task segmentation --predictions MASKS MASKS … --labels MASKS`. */
export async function compareMaskFiles(args: CompareMaskFilesArgs, predictions: readonly string[]): Promise<void> {
  if (args.labels === undefined) {
    throw new UsageError('give --labels, the reference masks: a CSV of run lengths or a folder of PNGs');
  }
  const names = namesOf(predictions, listOf(args.names));
  const { groups } = args;
  const reference = readMaskFile(args.labels, { groups });
  const files = predictions.map((path) => readMaskFile(path));
  const rleSize = countOf('rle-size', args['rle-size']) ?? null;
  const { test, runs, notes } = await measureMaskFiles(reference, files, { rleSize, patients: args.patients, groups });
  const { comparison, cases } = compareMasks(
    test,
    runs.map((run, i) => ({ name: names[i]!, runs: [run] })),
    {
      version,
      confidence: shareOf('confidence', args.confidence),
      replicates: countOf('replicates', args.replicates, 100),
      margin: numberOf('margin', args.margin),
      permutation: oneOf('test', args.test, ['default', 'permutation']) === 'permutation',
      warnings: notes,
    },
  );
  const dir = args.out ?? `studies/${names.join('-vs-').slice(0, 80)}`;
  writeStudy({ dir, comparison, cases });
  const report = await reportAfter(dir);
  if (args.json) console.log(JSON.stringify({ study: dir, report, ...comparison }));
  else console.log(renderMaskComparison(comparison, dir));
  if (report !== null && !args.json) console.log(`report: ${report}`);
}
