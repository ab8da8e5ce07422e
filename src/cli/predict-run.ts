import { frozenThreshold, openPredictor, openRun, predictDataset, type Run, writePredictions } from '../train/index.ts';
import { openForPrediction } from './open-data.ts';

export interface PredictArgs {
  readonly run: string;
  readonly data: string;
  readonly split?: string | undefined;
  readonly out: string;
  readonly columns?: boolean | undefined;
  readonly overlays?: boolean | undefined;
  readonly 'contact-sheet'?: boolean | undefined;
  readonly device?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function runPredict(args: PredictArgs, rest: readonly string[]): Promise<void> {
  const run = openRun(args.run);
  if (run.config.task === 'classification') return predictClasses(args, run, rest);
  const { runPredictMasks } = await import('./predict-masks.ts');
  return runPredictMasks(args, run, rest);
}

async function predictClasses(args: PredictArgs, run: Run, rest: readonly string[]): Promise<void> {
  const skipBad = args['skip-bad'] === true;
  const dataset = openForPrediction(run, [args.data, ...rest], { split: args.split, skipBad });
  const threshold = frozenThreshold(run);
  using predictor = openPredictor(run, args.device ? { device: args.device } : {});
  const { samples, probabilities, skipped } = await predictDataset(predictor, run, dataset, { skipBad });
  const leftOut = [...dataset.skipped, ...skipped.map((s) => s.reason)];
  for (const reason of leftOut) console.error(`left out: ${reason}`);
  writePredictions(args.out, {
    samples,
    classes: predictor.classes,
    probabilities,
    threshold: threshold?.value ?? null,
    extended: args.columns === true,
  });
  if (args.json) {
    console.log(JSON.stringify({ predictions: args.out, n: samples.length, threshold, skipped: leftOut }));
    return;
  }
  const at = threshold
    ? `, Label at the threshold ${threshold.value.toFixed(4)} (${threshold.rule} on validation)`
    : '';
  console.log(`${args.out}: ${samples.length} images${at}`);
}
