import { chooseThreshold, type ThresholdRule } from '../metrics/index.ts';
import type { StudyThreshold } from './comparison.ts';
import { joinPredictions } from './join.ts';
import type { LabelledCases } from './label-file.ts';
import type { PredictionFile } from './prediction-file.ts';

/** The threshold that a rule chooses on validation cases. */
export function thresholdFrom(
  validation: LabelledCases,
  file: PredictionFile,
  rule: ThresholdRule,
): StudyThreshold | null {
  if (validation.classes.length > 2) return null;
  const { probabilities } = joinPredictions(validation, file);
  const choice = chooseThreshold(validation.labels, probabilities, rule);
  if (choice.threshold === null) throw new Error(`${validation.source}: ${choice.reason}`);
  return { value: choice.threshold, rule: choice.rule, chosenOn: 'validation' };
}

/** A threshold that was fixed without looking at any case. */
export const stated = (value: number): StudyThreshold => ({ value, rule: 'stated', chosenOn: 'stated' });

/** Choosing a threshold on the cases it is then judged by flatters every number at it. */
export function refuseTestForThreshold(test: LabelledCases, validation: LabelledCases): void {
  const own = new Set(test.imagePaths);
  const shared = validation.imagePaths.findIndex((path) => own.has(path));
  if (shared < 0) return;
  throw new Error(
    `${validation.places[shared]}: ${validation.imagePaths[shared]} is a test case too; a threshold is never chosen on test data: give other validation cases, or --threshold`,
  );
}
