import { resolve } from 'node:path';
import { applySplit, readSplit, SPLITS } from '../data/index.ts';
import {
  cacheMasked,
  evaluateMasks,
  frozenMaskRule,
  MaskRecorder,
  masksFor,
  openMaskedRecord,
  openMaskPredictor,
  type Run,
  runPaths,
  segmentImages,
} from '../train/index.ts';
import { oneOf, UsageError } from './command.ts';
import type { EvaluateArgs } from './evaluate-run.ts';
import { renderMasks } from './render-masks.ts';
import { reportAfter } from './report-after.ts';
import { countOf } from './study-options.ts';

/** `fovea evaluate` of a segmentation run. */
export async function runEvaluateMasks(args: EvaluateArgs, run: Run): Promise<void> {
  const { data, train } = run.config;
  const skipBad = args['skip-bad'] === true;
  const path = resolve(args.data ?? data.path);
  const own = path === data.path;
  const whole = openMaskedRecord(path, data, masksFor(run, path), skipBad);
  const split = args.split === 'all' ? undefined : oneOf('split', args.split ?? (own ? 'test' : undefined), SPLITS);
  const { samples } = own ? applySplit(whole, readSplit(runPaths(run.dir).split, data.classes), skipBad) : whole;
  const chosen = split === undefined ? samples : samples.filter((s) => s.split === split);
  const isOwnTest = own && split === 'test';
  if (args.report && !isOwnTest) {
    throw new UsageError('--report of a segmentation is of its own test images; leave --data and --split out');
  }
  if (args.robustness) throw new UsageError('--robustness is of classifiers');
  if (chosen.length === 0) throw new Error(`${path}: has no ${split} images; use --split all`);

  const rule = frozenMaskRule(run);
  using predictor = openMaskPredictor(run, args.device ? { device: args.device } : {});
  using cached = await cacheMasked(chosen, { config: train, skipBad, classes: data.classes.length });
  const record = new MaskRecorder(data.classes);
  for await (const image of segmentImages(predictor, rule, cached, cached.indices())) await record.add(image);
  if (isOwnTest) record.write(run.dir, rule); // what reports and comparisons are made from; runs of older versions lack it
  const options = { seed: train.seed, replicates: countOf('replicates', args.replicates)! };
  const classes = Object.fromEntries(
    data.classes.slice(1).map((name, c) => [name, evaluateMasks(record.cases[c]!, options)]),
  );
  const skipped = [...whole.skipped, ...[...cached.cache.skipped, ...cached.masks!.skipped].map((s) => s.reason)];
  for (const reason of skipped) console.error(`left out: ${reason}`);
  const report = args.report ? await reportAfter(run.dir, { out: args.reportTo }) : null;
  if (args.json)
    console.log(
      JSON.stringify({
        ...{ run: run.dir, split: split ?? 'all', threshold: rule, classes, skipped },
        ...(report ? { report } : {}),
      }),
    );
  else console.log(renderMasks(classes, rule, `${whole.name}, ${split ?? 'all images'}`));
  if (report && !args.json) console.log(`report: ${report}`);
}
