import { basename } from 'node:path';
import { writeFileAtomic } from '../formats/index.ts';
import { evaluateCases, type LabelledCases, type ScoredRun } from '../study/index.ts';
import { renderEvaluation } from './render-evaluation.ts';
import { type FileArgs, scoreFiles } from './score-files.ts';
import { countOf, listOf, shareOf } from './study-options.ts';
import { version } from './version.ts';

export interface EvaluateFilesArgs extends FileArgs {
  readonly predictions: string;
  readonly subgroups?: string | undefined;
  readonly prevalence?: string | undefined;
  readonly replicates: string;
  readonly report?: boolean | undefined;
  /** Where the report goes; default beside the predictions. */
  readonly reportTo?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea evaluate --predictions FILE --labels FILE`. */
export async function evaluateFiles(args: EvaluateFilesArgs, validation: readonly string[]): Promise<void> {
  const split = args.split === 'all' ? undefined : args.split;
  const { cases, runs, notes } = scoreFiles({ ...args, split }, [args.predictions], validation);
  for (const note of notes) console.error(`note: ${note}`);
  const prevalence = shareOf('prevalence', args.prevalence);
  const evaluation = evaluateCases(cases, runs[0]!, {
    seed: 0,
    replicates: countOf('replicates', args.replicates)!,
    confidence: 0.95,
    prevalence,
    subgroups: listOf(args.subgroups),
  });
  const { predictions, labels, reportTo: out = predictions.replace(/(\.csv)?$/i, '.html') } = args;
  const report = args.report ? await writeReportOf(cases, runs[0]!, out) : null;
  if (args.json) console.log(JSON.stringify({ predictions, labels, ...evaluation, ...(report ? { report } : {}) }));
  else console.log(renderEvaluation(evaluation, predictions, prevalence));
  if (report && !args.json) console.log(`report: ${report}`);
}

async function writeReportOf(cases: LabelledCases, run: ScoredRun, out: string): Promise<string> {
  const { renderReport, reportOfPredictions } = await import('../report/index.ts');
  const name = basename(run.source).replace(/\.csv$/i, '');
  writeFileAtomic(out, renderReport(await reportOfPredictions(cases, run, { name, version })));
  return out;
}
