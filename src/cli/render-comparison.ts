import type { Comparison, MetricName, ModelResult, PairResult } from '../study/index.ts';
import { decimal, pValue, table, withInterval, wrap } from './table.ts';

const COLUMNS = [
  ['auroc', 'AUROC'],
  ['averagePrecision', 'average precision'],
  ['accuracy', 'accuracy'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['f1', 'F1'],
  ['brier', 'Brier score'],
  ['logLoss', 'log loss'],
] as const satisfies readonly (readonly [MetricName, string])[];

/** A comparison for the terminal: models, pairs, what could have been seen, and only then the verdict. */
export function renderComparison(comparison: Comparison, dir: string): string {
  const { models, pairs, verdict, warnings, minimumDetectableDifference, detectable, front } = comparison;
  const seen = `This test set could have seen a difference of ${decimal(minimumDetectableDifference)} AUROC (power ${percent(detectable.power)}, two-sided α ${decimal(detectable.alpha, 4)}; ${detectable.method}).`;
  return [
    describe(comparison),
    '',
    ...metricTables(models),
    ...thresholds(models),
    ...spreads(models),
    ...costs(models),
    ...(front ? [`on the accuracy–cost front (${front.cost}): ${front.models.join(', ')}`] : []),
    ...learningCurves(comparison),
    '',
    ...pairTable(pairs, 'auroc', 'AUROC'),
    '',
    ...pairTable(pairs, 'accuracy', 'accuracy'),
    '',
    ...warnings.map((warning) => wrap(`note: ${warning}`)),
    wrap(seen),
    '',
    wrap(`Verdict: ${verdict.sentence}`),
    '',
    `study ${dir}`,
    'Research use only: not a medical device.',
  ].join('\n');
}

function describe({ test, budget }: Comparison): string {
  const { source, n, groups, positives, classes, counts } = test;
  const patients = groups === null ? '' : ` of ${groups} patients`;
  const share =
    positives === null
      ? classes.map((c, i) => `${counts[i]} ${c}`).join(', ')
      : `${positives} positive (${classes[1]})`;
  const given = budget ? `\neach trained for ${budget.words}, seeds ${budget.seeds.join(', ')}` : '';
  return `${source}: ${n} images${patients}, ${share}${given}`;
}

/** Side by side, as many as a terminal holds. */
function metricTables(models: readonly ModelResult[], most = 4): string[] {
  const tables: string[] = [];
  for (let i = 0; i < models.length; i += most) {
    const own = models.slice(i, i + most);
    const rows = COLUMNS.filter(([key]) => own.every((m) => m[key] !== undefined)).map(([key, name]) => [
      name,
      ...own.map((m) => withInterval(m[key]!)),
      decimal(own[0]![key]!.baseline),
    ]);
    tables.push(...(i > 0 ? [''] : []), table([['', ...own.map((m) => m.name), 'baseline'], ...rows]));
  }
  return tables;
}

function thresholds(models: readonly ModelResult[]): string[] {
  const own = models.filter((m) => m.threshold !== null);
  if (own.length === 0) return [];
  const shown = own.map((m) => `${m.name} ${decimal(m.threshold!.value)}`).join(', ');
  const { rule, chosenOn } = own[0]!.threshold!;
  const how = chosenOn === 'stated' ? 'stated, not chosen on any data' : `${rule}, chosen on validation`;
  return ['', wrap(`thresholds (${how}): ${shown}`)];
}

/** Seeds and cases are two kinds of doubt, and are shown apart. */
function spreads(models: readonly ModelResult[]): string[] {
  if (models.every((m) => m.spread === undefined)) return [];
  const rows = models.map(({ name, spread, runs }) => [
    name,
    runs.map((run) => decimal(run.auroc)).join(' '),
    decimal(spread?.seeds),
    decimal(spread?.cases),
    decimal(spread?.both),
  ]);
  const header = ['AUROC', 'by seed', 'SD between seeds', 'SE from cases', 'SE of both'];
  return ['', table([header, ...rows], [2, 3, 4])];
}

export function costs(models: readonly Pick<ModelResult, 'name' | 'cost'>[]): string[] {
  if (models.every((m) => m.cost === undefined)) return [];
  const rows = models.flatMap(({ name, cost }) => {
    if (cost === undefined) return [];
    const { parameters, gmacs, trainSeconds, imagesPerSecond, peakMemory, epochs } = cost;
    const memory = peakMemory === null ? '-' : `${(peakMemory / 2 ** 30).toFixed(2)} GiB`;
    const millions = `${(parameters / 1e6).toFixed(2)} M`;
    return [
      [name, millions, decimal(gmacs, 2), String(epochs), duration(trainSeconds), decimal(imagesPerSecond, 1), memory],
    ];
  });
  const header = ['cost', 'parameters', 'GMACs', 'epochs', 'training', 'images/s', 'memory'];
  return ['', table([header, ...rows], [1, 2, 3, 4, 5, 6])];
}

const duration = (s: number) => (s < 120 ? `${s.toFixed(1)} s` : `${(s / 60).toFixed(1)} min`);

function learningCurves({ learningCurves: curves }: Comparison): string[] {
  if (!curves || curves.length === 0) return [];
  const header = ['AUROC by share of training data', ...curves[0]!.points.map((p) => `${p.fraction} (${p.images})`)];
  return [
    '',
    table([header, ...curves.map(({ name, points }) => [name, ...points.map((p) => withInterval(p.auroc))])]),
  ];
}

function pairTable(pairs: readonly PairResult[], metric: PairResult['metric'], name: string): string[] {
  return pairRows(
    pairs.filter((pair) => pair.metric === metric),
    name,
  );
}

/** Pairs of one metric: differences, p values, and the tests behind them. */
export function pairRows(own: readonly Omit<PairResult, 'metric'>[], name: string): string[] {
  const rows = own.map(({ a, b, difference, low, high, p, pAdjusted, equivalence }) => [
    `${a} less ${b}`,
    `${decimal(difference)} (${decimal(low)} to ${decimal(high)})`,
    pValue(p),
    pValue(pAdjusted),
    ...(equivalence ? [pValue(equivalence.p)] : []),
  ]);
  const header = [`difference in ${name}`, '', 'p', 'Holm', ...(own[0]?.equivalence ? ['TOST'] : [])];
  const tests = [...new Set(own.map((pair) => pair.test))].join('; ');
  const reasons = own.flatMap((pair) => (pair.reason ? [`${pair.a}, ${pair.b}: ${pair.reason}`] : []));
  return [table([header, ...rows], [2, 3, 4]), wrap(`test: ${tests}`), ...reasons.map((reason) => wrap(reason))];
}

export const percent = (x: number) => `${Math.round(100 * x)} %`;
