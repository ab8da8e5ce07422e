import type { Estimate } from '../stats/index.ts';
import type { Evaluation, Subgroup } from '../study/index.ts';
import { decimal, table, withInterval, wrap } from './table.ts';

type Named = readonly [name: string, estimate: Estimate];

/** The metrics that a reader wants first, in this order; --json has them all. */
const SHOWN = [
  ['auroc', 'AUROC'],
  ['averagePrecision', 'average precision'],
  ['accuracy', 'accuracy'],
  ['balancedAccuracy', 'balanced accuracy'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['ppv', 'PPV'],
  ['npv', 'NPV'],
  ['ppvAtPrevalence', 'PPV there'],
  ['npvAtPrevalence', 'NPV there'],
  ['positiveLikelihoodRatio', 'likelihood ratio +'],
  ['negativeLikelihoodRatio', 'likelihood ratio −'],
  ['f1', 'F1'],
  ['mcc', 'MCC'],
  ['kappa', "Cohen's kappa"],
  ['quadraticKappa', 'quadratic kappa'],
  ['sensitivityAt90Specificity', 'sens. at 90 % spec.'],
  ['specificityAt90Sensitivity', 'spec. at 90 % sens.'],
  ['brier', 'Brier score'],
  ['logLoss', 'log loss'],
  ['expectedCalibrationError', 'ECE (10 bins)'],
  ['calibrationSlope', 'calibration slope'],
  ['calibrationIntercept', 'calibr. intercept'],
] as const;

/** A table of metrics with interval, n and baseline, for the terminal. */
export function renderEvaluation(evaluation: Evaluation, what: string, prevalence?: number): string {
  const { trivial, subgroups } = evaluation;
  const header = ['', 'value', '95 % interval', 'n', 'baseline'];
  const shown = SHOWN.flatMap(([key, name]): Named[] => {
    const estimate = evaluation[key];
    return estimate === undefined ? [] : [[name, estimate]];
  });
  const rows = shown.map(([name, estimate]) => [name, ...cells(estimate)]);
  return [
    ...heading(evaluation, what),
    '',
    table([header, ...rows], [1, 3, 4]),
    '',
    `baseline: ${trivial}, or the prevalence for each`,
    ...methods(shown),
    ...(prevalence === undefined ? [] : [`PPV and NPV there: at a prevalence of ${prevalence}`]),
    '',
    confusionTable(evaluation),
    ...(subgroups === undefined ? [] : ['', renderSubgroups(subgroups)]),
    '',
    'Research use only: not a medical device.',
  ].join('\n');
}

function heading(evaluation: Evaluation, what: string): string[] {
  const { n, groups, positives, classes, counts, threshold, rule, chosenOn } = evaluation;
  const patients = groups === null ? '' : ` of ${groups} patients`;
  if (threshold === undefined) {
    const each = classes.map((c, i) => `${counts[i]} ${c}`).join(', ');
    return [`${what}: ${n} images${patients}`, `classes: ${each}; the most probable one is called`];
  }
  const how = chosenOn === 'stated' ? 'stated, not chosen on any data' : `${rule}, chosen on validation`;
  return [
    `${what}: ${n} images${patients}, ${positives} positive (${classes[1]})`,
    `threshold ${decimal(threshold, 4)} (${how})`,
  ];
}

function cells({ value, low, high, n, baseline }: Estimate): string[] {
  const interval = low === null || high === null ? '-' : `${decimal(low)} to ${decimal(high)}`;
  return [decimal(value), interval, String(n), decimal(baseline)];
}

/** How the intervals were made, and why a number is missing or not to be leaned on. */
function methods(shown: readonly Named[]): string[] {
  const names = new Map<string, string[]>();
  for (const [name, { method, value }] of shown)
    if (value !== null) names.set(method, [...(names.get(method) ?? []), name]);
  const [most, ...others] = [...names].sort((a, b) => b[1].length - a[1].length);
  const intervals = others.map(([method, own]) => `${own.join(', ')}: ${method}`);
  const rest = most === undefined ? [] : [`${others.length > 0 ? 'others: ' : ''}${most[0]}`];
  const reasons = shown.flatMap(([name, { reason }]) => (reason ? [wrap(`${name}: ${reason}`)] : []));
  return [wrap(`intervals: ${[...intervals, ...rest].join('; ')}`), ...reasons];
}

function confusionTable({ confusion, classes }: Evaluation): string {
  if ('tp' in confusion) {
    const { tp, fp, tn, fn } = confusion;
    return table(
      [
        ['', 'called negative', 'called positive'],
        ['negative', String(tn), String(fp)],
        ['positive', String(fn), String(tp)],
      ],
      [1, 2],
    );
  }
  const rows = confusion.map((row, c) => [classes[c]!, ...row.map(String)]);
  return table(
    [['true \\ called', ...classes], ...rows],
    classes.map((_, c) => c + 1),
  );
}

function renderSubgroups(subgroups: readonly Subgroup[]): string {
  const rows = subgroups.map(({ column, value, n, positives, auroc, sensitivity, specificity, accuracy }) => {
    const shown = sensitivity && specificity ? [sensitivity, specificity] : [accuracy];
    const withheld = auroc.reason?.startsWith('withheld') ? auroc.reason : withInterval(auroc);
    return [
      `${column} ${value}`,
      String(n),
      positives === null ? '' : String(positives),
      withheld,
      ...shown.map(withInterval),
    ];
  });
  const binary = subgroups[0]?.sensitivity !== undefined;
  const names = binary ? ['sensitivity', 'specificity'] : ['accuracy'];
  return table([['subgroup', 'n', binary ? 'positive' : '', 'AUROC', ...names], ...rows], [1, 2]);
}
