import { evaluateCases } from '../study/index.ts';
import { renderEvaluation } from './render-evaluation.ts';
import { type FileArgs, scoreFiles } from './score-files.ts';
import { countOf, listOf, shareOf } from './study-options.ts';

export interface EvaluateFilesArgs extends FileArgs {
  readonly predictions: string;
  readonly subgroups?: string | undefined;
  readonly prevalence?: string | undefined;
  readonly replicates: string;
  readonly json?: boolean | undefined;
}

/** `fovea evaluate --predictions FILE --labels FILE`. */
export function evaluateFiles(args: EvaluateFilesArgs, validation: readonly string[]): void {
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
  const { predictions, labels } = args;
  if (args.json) console.log(JSON.stringify({ predictions, labels, ...evaluation }));
  else console.log(renderEvaluation(evaluation, predictions, prevalence));
}
