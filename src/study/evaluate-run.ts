import type { Dataset } from '../data/index.ts';
import { frozenThreshold, type Predictor, positiveScores, predictDataset, type Run } from '../train/index.ts';
import type { StudyThreshold } from './comparison.ts';
import { casesOf } from './dataset-cases.ts';
import { type EvaluateOptions, type Evaluation, evaluateCases } from './evaluate.ts';
import type { LabelledCases } from './label-file.ts';
import type { ScoredRun } from './score.ts';
import { stated } from './thresholds.ts';

export interface EvaluateRunOptions extends Partial<EvaluateOptions> {
  readonly skipBad?: boolean | undefined;
  /** In place of the one that was frozen on validation data; fixed beforehand. */
  readonly threshold?: number | undefined;
  /** Every image counts as a patient of its own. */
  readonly ignorePatients?: boolean | undefined;
  /** Is told the cases and probabilities behind the numbers, as a report needs them. */
  readonly onScored?: ((cases: LabelledCases, scored: ScoredRun) => void) | undefined;
}

/** Predicts a labelled data set with a run's best weights, and measures it at the run's frozen threshold. */
export async function evaluateRun(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  options: EvaluateRunOptions = {},
): Promise<Evaluation & { readonly skipped: readonly string[] }> {
  const { skipBad = false, threshold, ignorePatients, replicates = 2000, confidence = 0.95, subgroups = [] } = options;
  const { seed } = run.config.train;
  const { classes } = predictor;
  const binary = classes.length === 2;
  const chosen = binary ? (threshold === undefined ? thresholdOf(run) : stated(threshold)) : null;
  const { samples, probabilities, skipped } = await predictDataset(predictor, run, dataset, { skipBad });
  const known = casesOf(samples, { source: dataset.name, classes, hash: dataset.hash });
  const cases = ignorePatients ? { ...known, groups: null, groupColumn: null } : known;
  const scores = binary ? positiveScores(probabilities) : probabilities;
  const scored = { source: run.dir, seed, threshold: chosen, probabilities: scores };
  const { prevalence } = options;
  options.onScored?.(cases, scored);
  const evaluation = evaluateCases(cases, scored, { seed, replicates, confidence, prevalence, subgroups });
  return { ...evaluation, skipped: skipped.map(({ reason }) => reason) };
}

/** The threshold that the run chose on its validation data and froze. */
export function thresholdOf(run: Run): StudyThreshold {
  const frozen = frozenThreshold(run);
  if (frozen !== null) return { value: frozen.value, rule: frozen.rule, chosenOn: 'validation' };
  const why = 'has no threshold, since its validation data had one class only';
  throw new Error(`${run.dir}: ${why}; state one with --threshold`);
}
