import type { ThresholdRule } from '../metrics/index.ts';
import { numberOf, oneOf, UsageError } from './command.ts';

/** Options that `evaluate` and `compare` share. */
export const SHARED_ARGS = {
  labels: { type: 'string', description: 'CSV of image_path,label[,patient_id,…] for --predictions' },
  'validation-labels': { type: 'string', description: 'Labels of the validation images' },
  'validation-predictions': {
    type: 'string',
    valueHint: 'FILE…',
    description: 'Predictions of validation images, on which the threshold is chosen',
  },
  rule: {
    type: 'string',
    description: 'Rule of that choice: youden (default), f1, sensitivity=0.9 or specificity=0.95',
  },
  threshold: { type: 'string', description: 'A threshold fixed beforehand (default 0.5 without validation data)' },
  label: { type: 'string', description: 'Column of the labels (default label)' },
  positive: { type: 'string', description: 'Value of that column that is the positive class' },
  groups: { type: 'string', description: 'Column of the patients (default patient_id); "none" ignores it' },
  prevalence: { type: 'string', description: 'Prevalence at which predictive values are wanted too, 0 to 1' },
  replicates: { type: 'string', default: '2000', description: 'Bootstrap replicates (default 2000)' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const;

/** `youden`, `f1`, `sensitivity=0.9`, `specificity=0.95`. */
export function ruleOf(text: string | undefined): ThresholdRule {
  const [name, target] = (text ?? 'youden').split('=');
  if (target === undefined) return oneOf<'youden' | 'f1'>('rule', name, ['youden', 'f1']) ?? 'youden';
  const aim = shareOf('rule', target)!;
  return oneOf('rule', name, ['sensitivity', 'specificity']) === 'sensitivity'
    ? { sensitivity: aim }
    : { specificity: aim };
}

/** A number from 0 to 1, or a usage error that names the flag. */
export function shareOf(flag: string, text: string | undefined): number | undefined {
  const value = numberOf(flag, text);
  if (value !== undefined && !(value >= 0 && value <= 1)) throw new UsageError(`--${flag} takes 0 to 1, not ${text}`);
  return value;
}

/** A whole number of at least `least`, or a usage error that names the flag. */
export function countOf(flag: string, text: string | undefined, least = 1): number | undefined {
  const value = numberOf(flag, text);
  if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
    throw new UsageError(`--${flag} takes a whole number from ${least}, not ${text}`);
  }
  return value;
}

/** `a,b,c` without blanks and empty parts. */
export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
