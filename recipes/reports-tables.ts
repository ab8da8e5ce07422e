import { auroc, chooseThreshold, f1, weightedDecision, weightedMultilabelAuroc } from '../src/metrics/index.ts';
import {
  delongTest,
  discordance,
  type Estimate,
  evaluateBinary,
  holm,
  mcnemar,
  type PairedTest,
  pairedBootstrap,
  wilson,
} from '../src/stats/index.ts';

/** One system's scores of a label: on validation texts, which choose its threshold, and on test texts. */
export interface LabelScores {
  readonly val: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

export interface LabelComparison {
  readonly label: string;
  readonly n: number;
  readonly positives: number;
  /** F1 of calling every text positive. */
  readonly trivialF1: number;
  readonly f1: readonly [a: Estimate, b: Estimate];
  readonly f1Difference: PairedTest;
  readonly auroc: readonly [a: Estimate, b: Estimate];
  readonly aurocDifference: PairedTest;
  /** Of right calls. */
  readonly mcnemar: PairedTest;
}

interface LabelTruth {
  readonly label: string;
  readonly val: readonly number[];
  readonly test: readonly number[];
}

/** Two systems on one label, each at the threshold of its highest F1 on validation texts. */
export function compareOnLabel({ label, val, test }: LabelTruth, a: LabelScores, b: LabelScores): LabelComparison {
  const n = test.length;
  const measured = [a, b].map((scores) => {
    const threshold = chooseThreshold(val, scores.val, 'f1').threshold ?? 0.5;
    const all = evaluateBinary({ labels: test, scores: scores.test, threshold });
    const right = test.map((y, i) => Number(scores.test[i]! >= threshold) === y);
    return { threshold, all, right, f1: weightedDecision(f1, { labels: test, scores: scores.test, threshold }) };
  });
  const [first, second] = measured as [(typeof measured)[0], (typeof measured)[0]];
  const positives = test.reduce((sum, y) => sum + y, 0);
  return {
    label,
    n,
    positives,
    trivialF1: (2 * positives) / (n + positives),
    f1: [first.all.f1, second.all.f1],
    f1Difference: pairedBootstrap({ a: first.f1, b: second.f1 }, { n, seed: 0, type: 'percentile' }),
    auroc: [first.all.auroc, second.all.auroc],
    aurocDifference: delongTest({ labels: test, a: a.test, b: b.test }),
    mcnemar: mcnemar(discordance(first.right, second.right)),
  };
}

/** Difference of the labels' mean AUROC; both [labels][texts]. */
export function compareMacro(
  truth: readonly LabelTruth[],
  a: readonly LabelScores[],
  b: readonly LabelScores[],
): PairedTest & { readonly values: readonly [number, number] } {
  const n = truth[0]!.test.length;
  const rows = (of: (c: number) => ArrayLike<number>) =>
    Array.from({ length: n }, (_, i) => truth.map((_, c) => of(c)[i]!));
  const labels = rows((c) => truth[c]!.test);
  const [metricA, metricB] = [a, b].map((system) =>
    weightedMultilabelAuroc(
      labels,
      rows((c) => system[c]!.test),
    ),
  );
  const means = { a: (w: ArrayLike<number>) => metricA!(w).macro, b: (w: ArrayLike<number>) => metricB!(w).macro };
  const mean = (system: readonly LabelScores[]) =>
    system.reduce((sum, scores, c) => sum + auroc(truth[c]!.test, scores.test)! / system.length, 0);
  return { values: [mean(a), mean(b)], ...pairedBootstrap(means, { n, seed: 0, replicates: 1000 }) };
}

const number = (value: number | null, digits = 3) => (value === null ? '–' : value.toFixed(digits));
const range = ({ low, high }: { low: number | null; high: number | null }) =>
  low === null ? 'no interval' : `${number(low)}–${number(high)}`;
const estimate = (e: Estimate) => `${number(e.value)} (${range(e)})`;
const difference = (t: PairedTest) =>
  `${t.difference !== null && t.difference >= 0 ? '+' : ''}${number(t.difference)} (${number(t.low)} to ${number(t.high)})`;

/** The comparison as Markdown; p values of McNemar's tests by Holm over the labels. */
export function comparisonTable(names: readonly [string, string], rows: readonly LabelComparison[]): string {
  const adjusted = holm(rows.map((row) => row.mcnemar.p ?? 1));
  const [a, b] = names;
  const lines = rows.map((row, i) => {
    const cells = [
      row.label,
      `${row.positives} of ${row.n} (${((100 * row.positives) / row.n).toFixed(1)} %)`,
      ...row.f1.map(estimate),
      difference(row.f1Difference),
      number(row.trivialF1),
      ...row.auroc.map(estimate),
      difference(row.aurocDifference),
      adjusted[i]! < 0.001 ? '< 0.001' : number(adjusted[i]!),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    'label',
    'positive',
    `F1 ${a}`,
    `F1 ${b}`,
    'difference',
    'F1, all positive',
    `AUROC ${a}`,
    `AUROC ${b}`,
    'difference',
    'p (McNemar, Holm)',
  ];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
}

/** Share of sentence pairs that a system tells apart: it calls the affirmed one and not the denied one. */
export function negationShare(affirmed: readonly boolean[], denied: readonly boolean[]): string {
  const n = affirmed.length;
  const count = (is: (i: number) => boolean) => affirmed.filter((_, i) => is(i)).length;
  const shown = (k: number) => `${number(k / n)} (${range(wilson(k, n))})`;
  const [both, called, wrongly] = [
    count((i) => affirmed[i]! && !denied[i]!),
    count((i) => affirmed[i]!),
    count((i) => denied[i]!),
  ];
  return `both right ${shown(both)}, affirmed called ${shown(called)}, denied called ${shown(wrongly)}, n = ${n} pairs`;
}
