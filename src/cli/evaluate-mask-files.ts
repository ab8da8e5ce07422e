import { measureMaskFiles, readMaskFile } from '../study/index.ts';
import { evaluateMasks } from '../train/index.ts';
import { UsageError } from './command.ts';
import { renderMasks } from './render-masks.ts';
import { countOf } from './study-options.ts';

export interface EvaluateMaskFilesArgs {
  readonly predictions: string;
  readonly labels?: string | undefined;
  readonly patients?: string | undefined;
  readonly groups?: string | undefined;
  readonly 'rle-size'?: string | undefined;
  readonly replicates: string;
  readonly json?: boolean | undefined;
}

/** `fovea evaluate --task segmentation --predictions MASKS --labels MASKS`. */
export async function evaluateMaskFiles(args: EvaluateMaskFilesArgs): Promise<void> {
  const { predictions, labels, patients, groups } = args;
  if (labels === undefined) {
    throw new UsageError('give --labels, the reference masks: a CSV of run lengths or a folder of PNGs');
  }
  const rleSize = countOf('rle-size', args['rle-size']) ?? null;
  const files = [readMaskFile(predictions)];
  const measured = await measureMaskFiles(readMaskFile(labels, { groups }), files, { rleSize, patients, groups });
  for (const note of measured.notes) console.error(`note: ${note}`);
  const options = { seed: 0, replicates: countOf('replicates', args.replicates)! };
  const { regions } = measured.test;
  const classes = Object.fromEntries(
    regions.map((name, c) => [name, evaluateMasks(measured.runs[0]!.cases[c]!, options)]),
  );
  if (args.json) console.log(JSON.stringify({ predictions, labels, classes }));
  else console.log(renderMasks(classes, null, `${predictions}, against ${labels}`));
}
