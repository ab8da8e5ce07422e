import { evaluateRun, openPredictor, openRun } from '../train/index.ts';
import { numberOf } from './command.ts';
import { openForEvaluation } from './open-data.ts';
import { renderEvaluation } from './render-evaluation.ts';

export interface EvaluateArgs {
  readonly run: string;
  readonly data?: string | undefined;
  readonly split: string;
  readonly replicates: string;
  readonly device?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function runEvaluate(args: EvaluateArgs): Promise<void> {
  const run = openRun(args.run);
  const skipBad = args['skip-bad'] === true;
  const split = args.split === 'all' ? undefined : args.split;
  const dataset = openForEvaluation(run, args.data ?? run.config.data.path, { split, skipBad });
  using predictor = openPredictor(run, args.device ? { device: args.device } : {});
  const evaluation = await evaluateRun(predictor, run, dataset, {
    skipBad,
    replicates: numberOf('replicates', args.replicates),
  });
  for (const reason of evaluation.skipped) console.error(`left out: ${reason}`);
  if (args.json) console.log(JSON.stringify({ run: args.run, split: split ?? 'all', ...evaluation }));
  else console.log(renderEvaluation(evaluation, `${dataset.name}, ${split ?? 'all images'}`));
}
