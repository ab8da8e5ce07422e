import type { Estimate } from '../stats/index.ts';
import { type ClassRunEvaluation, isBinary, type RunEvaluation } from '../train/predict-dataset.ts';

/** The metrics that a reader wants first, in this order; --json has them all. */
const SHOWN = [
  ['auroc', 'AUROC'],
  ['averagePrecision', 'average precision'],
  ['accuracy', 'accuracy'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['ppv', 'PPV'],
  ['npv', 'NPV'],
  ['f1', 'F1'],
] as const;

/** A table of metrics with interval, n and baseline, for the terminal. */
export function renderEvaluation(evaluation: RunEvaluation, what: string): string {
  if (!isBinary(evaluation)) return renderClasses(evaluation, what);
  const { n, positives, classes, threshold, confusion, trivial } = evaluation;
  const header = ['', 'value', '95 % interval', 'n', `baseline (${trivial})`, 'interval by'];
  const rows = SHOWN.map(([key, name]) => [name, ...cells(evaluation[key])]);
  const { tp, fp, tn, fn } = confusion;
  return [
    `${what}: ${n} images, ${positives} positive (${classes[1]}); threshold ${threshold.toFixed(4)} (${evaluation.rule}, chosen on validation)`,
    '',
    table([header, ...rows]),
    '',
    table([
      ['', 'called negative', 'called positive'],
      ['negative', String(tn), String(fp)],
      ['positive', String(fn), String(tp)],
    ]),
    '',
    'Research use only: not a medical device.',
  ].join('\n');
}

function renderClasses({ accuracy, auroc, confusion, counts, classes, n }: ClassRunEvaluation, what: string): string {
  const common = classes[counts.indexOf(Math.max(...counts))];
  return [
    `${what}: ${n} images of ${classes.length} classes`,
    '',
    table([
      ['', 'value', '95 % interval', 'n', `baseline (all ${common})`, 'interval by'],
      ['accuracy', ...cells(accuracy)],
      ['macro AUROC', ...cells(auroc)],
    ]),
    '',
    table([['true / called', ...classes], ...confusion.map((row, c) => [classes[c]!, ...row.map(String)])]),
    '',
    'Research use only: not a medical device.',
  ].join('\n');
}

function cells({ value, low, high, n, baseline, method, reason }: Estimate): string[] {
  const interval = low === null || high === null ? '-' : `${low.toFixed(3)} to ${high.toFixed(3)}`;
  const why = reason ? `${method} (${reason})` : method;
  return [number(value), interval, String(n), number(baseline), why];
}

const number = (value: number | null) => (value === null ? '-' : value.toFixed(3));

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((r) => r[c]!.length)));
  return rows
    .map((r) =>
      r
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
