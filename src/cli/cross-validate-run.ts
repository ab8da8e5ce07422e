import { beginFolds, type CrossValidation, evaluateFolds, type FoldOptions, trainFolds } from '../study/index.ts';
import { openProgress } from './progress.ts';
import { renderMasks } from './render-masks.ts';
import { decimal, table, withInterval } from './table.ts';

const RULES = 'thresholds and least areas of each fold, chosen on its validation images';

/** `fovea segment --folds K`, and `--resume` of its folder: trains what is left, and measures all folds together. */
export async function runCrossValidation(
  target: { readonly begin: FoldOptions } | { readonly resume: string },
  json: boolean,
): Promise<void> {
  const out = 'begin' in target ? target.begin.out : target.resume;
  if ('begin' in target) for (const warning of beginFolds(target.begin)) console.error(`note: ${warning}`);
  const progress = openProgress(json);
  const outcome = await trainFolds(out, {
    onFold: (fold, of, state) => json || console.error(`fold ${fold + 1} of ${of}: ${state}`),
    onEvent: progress.show,
  });
  progress.end();
  if (outcome === 'stopped') {
    process.exitCode = 1;
    if (json) console.log(JSON.stringify({ folder: out, outcome }));
    else console.error(`stopped and saved; go on with: fovea segment --resume ${out}`);
    return;
  }
  const found = await evaluateFolds(out);
  for (const reason of found.skipped) console.error(`left out: ${reason}`);
  if (json) console.log(JSON.stringify({ folder: out, outcome, ...found }));
  else console.log(renderFolds(out, found));
}

/** The pooled metrics, and beside them one shape for all images and each fold alone. */
export function renderFolds(out: string, { classes, folds }: CrossValidation): string {
  const rows = Object.entries(classes).map(([name, { dice, meanShape, byFold }]) => [
    name,
    withInterval(dice.positives),
    withInterval(meanShape),
    byFold.map((value) => decimal(value)).join(' '),
  ]);
  const beside = table([['region', 'Dice of positives', 'mean shape of the training masks', 'fold by fold'], ...rows]);
  const source = `${out}: ${folds} folds by patient, each image by the model that did not learn from its patient`;
  return `${renderMasks(classes, RULES, source)}\n\n${beside}`;
}
