import { join } from 'node:path';
import type { RunCases } from '../report/index.ts';
import { evaluateRun, keepRobustness, robustnessOfRun } from '../study/index.ts';
import { openPredictor, openRun, type Run } from '../train/index.ts';
import { UsageError } from './command.ts';
import { openForEvaluation } from './open-data.ts';
import { renderEvaluation } from './render-evaluation.ts';
import { renderRobustness } from './render-robustness.ts';
import { reportAfter } from './report-after.ts';
import { robustnessProgress } from './robustness-progress.ts';
import { countOf, listOf, shareOf } from './study-options.ts';

export interface EvaluateArgs {
  readonly run: string;
  readonly data?: string | undefined;
  readonly split?: string | undefined;
  readonly subgroups?: string | undefined;
  readonly threshold?: string | undefined;
  readonly rule?: string | undefined;
  readonly groups?: string | undefined;
  readonly prevalence?: string | undefined;
  readonly replicates: string;
  readonly robustness?: boolean | undefined;
  readonly report?: boolean | undefined;
  /** Where the report goes; default the run's folder. */
  readonly reportTo?: string | undefined;
  readonly device?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea evaluate RUN`. */
export async function runEvaluate(args: EvaluateArgs): Promise<void> {
  if (args.rule !== undefined) {
    throw new UsageError('the threshold of a run was chosen on its validation data and is frozen; leave --rule out');
  }
  const run = openRun(args.run);
  if (run.config.task === 'classification') return evaluateClasses(args, run);
  const { runEvaluateMasks } = await import('./evaluate-masks.ts');
  return runEvaluateMasks(args, run);
}

async function evaluateClasses(args: EvaluateArgs, run: Run): Promise<void> {
  const prevalence = shareOf('prevalence', args.prevalence);
  const skipBad = args['skip-bad'] === true;
  const chosen = args.split ?? 'test';
  const split = chosen === 'all' ? undefined : chosen;
  const dataset = openForEvaluation(run, args.data ?? run.config.data.path, { split, skipBad });
  using predictor = openPredictor(run, args.device ? { device: args.device } : {});
  const behind: { cases?: RunCases } = {};
  const source = `${dataset.name}, ${split ?? 'all images'}`;
  const threshold = shareOf('threshold', args.threshold);
  const evaluation = await evaluateRun(predictor, run, dataset, {
    ...{ skipBad, prevalence },
    threshold,
    onScored: (cases, { probabilities }) => {
      behind.cases = { source, cases, probabilities };
    },
    ignorePatients: args.groups === 'none',
    replicates: countOf('replicates', args.replicates)!,
    subgroups: listOf(args.subgroups),
  });
  for (const reason of evaluation.skipped) console.error(`left out: ${reason}`);
  const robustness = args.robustness
    ? await robustnessOfRun(predictor, run, dataset, {
        ...{ skipBad, threshold },
        ignorePatients: args.groups === 'none',
        replicates: countOf('replicates', args.replicates)!,
        onProgress: robustnessProgress(),
      })
    : undefined;
  const own = args.data === undefined && chosen === 'test';
  if (robustness && own && threshold === undefined && args.groups === undefined) keepRobustness(run, robustness);
  const out = args.reportTo ?? join(args.run, own ? 'report.html' : `report-${dataset.name}-${chosen}.html`);
  const report = args.report ? await reportAfter(args.run, { ...behind, threshold, robustness, out }) : null;
  if (args.json)
    console.log(
      JSON.stringify({
        run: args.run,
        split: split ?? 'all',
        ...evaluation,
        ...(robustness ? { robustness } : {}),
        ...(report ? { report } : {}),
      }),
    );
  else console.log(renderEvaluation(evaluation, source, prevalence));
  if (robustness && !args.json) console.log(`\n${renderRobustness(robustness)}`);
  if (report && !args.json) console.log(`report: ${report}`);
}
