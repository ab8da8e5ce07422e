import type { Estimate } from '../../stats/index.ts';
import { METRIC_NAMES, type MetricName, type PairResult, type StudyThreshold } from '../../study/index.ts';
import type { ReportData, ReportModel } from '../data.ts';
import { cliquesFigure, cliquesOf } from '../figures/cliques.ts';
import { forest } from '../figures/forest.ts';
import { count, estimate, fixed, interval, pValue } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Column, figure, type Numbering, section, table } from './parts.ts';

const LABELS: Record<MetricName, string> = {
  auroc: 'AUROC',
  averagePrecision: 'Average precision',
  accuracy: 'Accuracy',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
  ppv: 'PPV',
  npv: 'NPV',
  positiveLikelihoodRatio: 'Likelihood ratio +',
  negativeLikelihoodRatio: 'Likelihood ratio −',
  f1: 'F1',
  mcc: 'Matthews correlation',
  balancedAccuracy: 'Balanced accuracy',
  youden: 'Youden’s J',
  kappa: 'Cohen’s κ',
  quadraticKappa: 'Quadratic κ',
  brier: 'Brier score',
  logLoss: 'Log loss',
  expectedCalibrationError: 'Expected calibration error',
  calibrationSlope: 'Calibration slope',
  calibrationIntercept: 'Calibration intercept',
  calibrationInTheLarge: 'Calibration in the large',
  sensitivityAt90Specificity: 'Sensitivity at 90 % specificity',
  specificityAt90Sensitivity: 'Specificity at 90 % sensitivity',
  ppvAtPrevalence: 'PPV at the stated prevalence',
  npvAtPrevalence: 'NPV at the stated prevalence',
};

/** Every metric of every model, the models beside each other in a forest, and every pair tested. */
export function modelsSection(data: ReportData, numbering: Numbering): Html {
  const several = data.models.length > 1;
  return section(
    'models',
    several ? 'The models' : 'Metrics',
    several && auroc(data, numbering),
    several && apart(data, numbering),
    data.comparison && pairs(data, numbering),
    metrics(data, numbering),
  );
}

function auroc({ models, test }: ReportData, numbering: Numbering): Html {
  const rows = models.map((m, index) => {
    const e = m.estimates.auroc ?? null;
    const dots = m.runs.length > 1 ? m.runs.flatMap((r) => r.auroc ?? []) : [];
    return { label: m.name, value: e?.value ?? null, low: e?.low ?? null, high: e?.high ?? null, index, dots };
  });
  const seeds = models.some((m) => m.runs.length > 1);
  const columns: Column<ReportModel>[] = [
    { title: 'Model', cell: (m) => m.name },
    { title: 'AUROC', numeric: true, cell: (m) => m.estimates.auroc && estimate(m.estimates.auroc) },
    ...(seeds
      ? ([
          { title: 'Each seed', numeric: true, cell: (m) => m.runs.map((r) => fixed(r.auroc)).join(' · ') },
          { title: 'SD between seeds', numeric: true, cell: (m) => fixed(m.spread?.seeds, 4) },
          { title: 'SE from the cases', numeric: true, cell: (m) => fixed(m.spread?.cases, 4) },
          { title: 'Both', numeric: true, cell: (m) => fixed(m.spread?.both, 4) },
        ] satisfies Column<ReportModel>[])
      : []),
    { title: 'Interval by', cell: (m) => m.estimates.auroc?.method },
  ];
  return figure(numbering, {
    id: 'fig-auroc',
    title: 'AUROC of each model with its interval',
    wide: true,
    picture: forest({ title: 'AUROC of each model', label: 'AUROC', rows, within: [0, 1] }),
    caption: `n = ${count(test.n)}; chance is 0.5.${seeds ? ' Small ticks are single seeds. Two doubts are kept apart in the numbers below: how far a model depends on its seed, and how far on which cases were drawn.' : ''}`,
    table: table('AUROC of each model', columns, models),
  });
}

/** Models in order of AUROC; bars over those that no test tells apart. */
function apart({ models, comparison }: ReportData, numbering: Numbering): Html | null {
  if (!comparison || models.length < 3) return null;
  const order = models
    .map((m, index) => ({ name: m.name, position: m.estimates.auroc?.value ?? null, index }))
    .flatMap((m) => (m.position === null ? [] : [{ ...m, position: m.position }]))
    .sort((a, b) => b.position - a.position);
  const between = (a: string, b: string) =>
    comparison.pairs.find((p) => p.metric === 'auroc' && ((p.a === a && p.b === b) || (p.a === b && p.b === a)));
  const cliques = cliquesOf(order.length, (a, b) => {
    const p = between(order[a]!.name, order[b]!.name)?.pAdjusted ?? null;
    return p !== null && p < comparison.settings.alpha;
  });
  return figure(numbering, {
    id: 'fig-apart',
    title: 'Which models the data tells apart',
    wide: true,
    picture: cliquesFigure({
      title: 'Models in order of AUROC; bars join those not told apart',
      label: 'AUROC',
      models: order,
      cliques,
    }),
    caption: `A bar joins models of which no two differ in AUROC at α = ${comparison.settings.alpha} after Holm’s adjustment over all pairs. Not being told apart is not being equal.`,
  });
}

const pairs = ({ comparison, models }: ReportData, numbering: Numbering): Html =>
  pairsFigure(numbering, {
    ...{ label: 'AUROC', primary: 'auroc', models: models.length, words: LABELS },
    ...comparison!,
  });

export interface PairsParts<Metric extends string>
  extends Pick<NonNullable<ReportData['comparison']>, 'minimumDetectableDifference' | 'settings'> {
  readonly label: string;
  /** The metric that decides, which is drawn; the table has all. */
  readonly primary: Metric;
  readonly words: Readonly<Record<Metric, string>>;
  readonly pairs: readonly (Omit<PairResult, 'metric'> & { readonly metric: Metric })[];
  readonly models: number;
}

/** Every pair by what decides, with intervals, beside what could have been seen. */
export function pairsFigure<Metric extends string>(numbering: Numbering, parts: PairsParts<Metric>): Html {
  const { label, primary, words, pairs: all, models, minimumDetectableDifference: smallest, settings } = parts;
  const own = all.filter((p) => p.metric === primary);
  const rows = own.map((p) => ({
    label: `${p.a} − ${p.b}`,
    note: `p ${p.pAdjusted !== null && p.pAdjusted < 0.001 ? '' : '= '}${pValue(p.pAdjusted)}`,
    value: p.difference,
    low: p.low,
    high: p.high,
    reason: p.reason,
    index: 0,
  }));
  const columns: Column<(typeof all)[number]>[] = [
    { title: 'Pair', cell: (p) => `${p.a} − ${p.b}` },
    { title: 'Metric', cell: (p) => words[p.metric] },
    { title: 'Difference', numeric: true, cell: (p) => fixed(p.difference) },
    {
      title: `${Math.round(100 * settings.confidence)} % interval`,
      numeric: true,
      cell: (p) => interval(p.low, p.high),
    },
    { title: 'p', numeric: true, cell: (p) => pValue(p.p) },
    { title: 'p, Holm', numeric: true, cell: (p) => pValue(p.pAdjusted) },
    { title: 'Test', cell: (p) => `${p.test}${p.reason ? ` (${p.reason})` : ''}` },
  ];
  if (own.some((p) => p.equivalence)) {
    columns.push({
      title: 'Equivalent',
      cell: (p) => p.equivalence && `${p.equivalence.shown ? 'shown' : 'not shown'}, p ${pValue(p.equivalence.p)}`,
    });
  }
  const band =
    smallest === null
      ? null
      : { low: -smallest, high: smallest, label: `verdict’s pair: under ± ${fixed(smallest)} not reliably seen` };
  return figure(numbering, {
    id: 'fig-pairs',
    title: 'Every pair of models, on the same cases',
    wide: true,
    picture: forest({
      title: `Differences of ${label} with intervals`,
      label: `Difference of ${label}`,
      rows,
      reference: { value: 0, label: 'no difference' },
      band,
    }),
    caption: `p values are adjusted by Holm over the ${own.length === 1 ? 'one pair' : `${own.length} pairs`}. ${band ? 'Shaded: differences smaller than this test set could reliably have seen between the two models that the verdict speaks of; pairs that vary less together show less.' : ''} ${models > 2 ? 'Intervals are not adjusted.' : ''}`,
    table: table('Paired tests', columns, all),
  });
}

function metrics({ models, test, confidence }: ReportData, numbering: Numbering): Html {
  const rows = METRIC_NAMES.flatMap((name) => {
    const estimates = models.map((m) => m.estimates[name] ?? null);
    const first = estimates.find((e) => e !== null);
    return first ? [{ name, estimates, first }] : [];
  });
  numbering.table++;
  const columns: Column<(typeof rows)[number]>[] = [
    { title: 'Metric', cell: (r) => LABELS[r.name] },
    ...models.map(
      (m, i): Column<(typeof rows)[number]> => ({
        title: m.name,
        numeric: true,
        cell: (r) => cellOf(r.estimates[i] ?? null, models.length === 1),
      }),
    ),
    { title: 'Trivial', numeric: true, cell: (r) => fixed(r.first.baseline) },
    { title: 'n', numeric: true, cell: (r) => sizes(r.estimates) },
    {
      title: 'Interval by',
      cell: (r) => [...new Set(r.estimates.flatMap((e) => (e && e.method !== 'none' ? e.method : [])))].join('; '),
    },
  ];
  const caption = html`<b>Table ${numbering.table}. All metrics</b> with ${Math.round(100 * confidence)} % intervals. “Trivial” is what a classifier without the image reaches${test.classes.length === 2 ? '; n is the number of cases a metric is computed over' : ''}.${thresholds(models)}`;
  return table(caption, columns, rows);
}

/** One n, or the least and the most: predictive values are over the cases that each model called so. */
function sizes(estimates: readonly (Estimate | null)[]): string {
  const all = estimates.flatMap((e) => e?.n ?? []);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least === most ? count(least) : `${count(least)}–${count(most)}`;
}

function thresholds(models: readonly ReportModel[]): string {
  const stated = models.filter((m) => m.threshold !== null);
  if (stated.length === 0) return '';
  const how = ({ value, rule, chosenOn }: StudyThreshold) =>
    `${fixed(value, 4)} (${chosenOn === 'validation' ? `${rule}, chosen on validation data` : 'stated beforehand'})`;
  const said = [...new Set(stated.map((m) => how(m.threshold!)))];
  if (said.length === 1) return ` Decisions at ${said[0]}.`;
  return ` Decisions at ${stated.map((m) => `${m.name} ${how(m.threshold!)}`).join('; ')}.`;
}

/** One model has room for its interval beside the value; several have it below. */
function cellOf(e: Estimate | null, beside: boolean): Html | string {
  if (beside && e !== null && e.value !== null && e.low !== null) return estimate(e);
  if (e === null) return '–';
  if (e.value === null) return html`<span class="faint">${e.reason ?? '–'}</span>`;
  return html`${fixed(e.value)}<span class="ci">${e.low === null || e.high === null ? (e.reason ?? '') : interval(e.low, e.high)}</span>`;
}
