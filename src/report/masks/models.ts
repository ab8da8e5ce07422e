import type { Estimate } from '../../stats/index.ts';
import { ENDPOINT_NAMES, MASK_ENDPOINTS, type MaskEndpoint, PRIMARY } from '../../study/index.ts';
import { forest } from '../figures/forest.ts';
import { strip } from '../figures/strip.ts';
import { count, estimate, fixed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { pairsFigure } from '../sections/models.ts';
import { type Column, figure, key, type Numbering, section, table } from '../sections/parts.ts';
import { imageDice } from './choose.ts';
import type { MaskReport, MaskReportModel } from './data.ts';
import { regionWord } from './summary.ts';

const DICE = 'Dice where there is a region';

/** Every case, the policies for empty masks beside what marking nothing reaches, and of several models each pair. */
export function maskModelsSection(data: MaskReport, numbering: Numbering): Html {
  const several = data.models.length > 1;
  return section(
    'models',
    several ? 'The models' : 'Dice, case by case',
    several && means(data, numbering),
    data.comparison &&
      pairsFigure(numbering, {
        ...{ label: 'Dice', words: WORDS, models: data.models.length, primary: PRIMARY },
        ...data.comparison,
      }),
    data.test.regions.map((region, r) => cases(data, { region, r }, numbering)),
    policies(data, numbering),
  );
}

const WORDS: Readonly<Record<MaskEndpoint, string>> = Object.fromEntries(
  ENDPOINT_NAMES.map((name) => [name, capital(MASK_ENDPOINTS[name])]),
) as Record<MaskEndpoint, string>;

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function means({ models }: MaskReport, numbering: Numbering): Html {
  const rows = models.map((m, index) => {
    const { value, low, high, reason } = m.endpoints[PRIMARY];
    const dots = m.runs.length > 1 ? m.runs.flatMap((r) => r.dice ?? []) : [];
    return { label: m.name, ...{ value, low, high, reason }, index, dots };
  });
  const seeds = models.some((m) => m.runs.length > 1);
  const columns: Column<MaskReportModel>[] = [
    { title: 'Model', cell: (m) => m.name },
    { title: DICE, numeric: true, cell: (m) => estimate(m.endpoints[PRIMARY]) },
    ...(seeds
      ? ([
          { title: 'Each seed', numeric: true, cell: (m) => m.runs.map((r) => fixed(r.dice)).join(' · ') },
          { title: 'SD between seeds', numeric: true, cell: (m) => fixed(m.spread?.seeds, 4) },
          { title: 'SE from the cases', numeric: true, cell: (m) => fixed(m.spread?.cases, 4) },
          { title: 'Both', numeric: true, cell: (m) => fixed(m.spread?.both, 4) },
        ] satisfies Column<MaskReportModel>[])
      : []),
    { title: 'Interval by', cell: (m) => m.endpoints[PRIMARY].method },
  ];
  const n = models[0]!.endpoints[PRIMARY].n;
  return figure(numbering, {
    id: 'fig-dice',
    title: 'Dice of each model with its interval',
    wide: true,
    picture: forest({ title: 'Dice of each model', label: DICE, rows, within: [0, 1] }),
    caption: `n = ${count(n)} images with a region; marking nothing scores 0.${seeds ? ' Small ticks are single seeds.' : ''}`,
    table: table('Dice of each model', columns, models),
  });
}

/** Dice of one class of region in each image that has it. */
const valuesOf = (model: MaskReportModel, r: number): number[] =>
  model.runs[0]!.cases[r]!.flatMap((_, i) => imageDice(model, i, r) ?? []);

function cases(
  { models, test, people }: MaskReport,
  { region, r }: { region: string; r: number },
  numbering: Numbering,
) {
  const series = models.map((m, index) => {
    const { value, low, high } = test.regions.length === 1 ? m.endpoints[PRIMARY] : m.regions[region]!.dice.positives;
    return { name: m.name, index, values: valuesOf(m, r), mean: value, low, high };
  });
  if (series.every((s) => s.values.length === 0)) return null;
  const of = test.regions.length > 1 ? ` of ${region}` : '';
  const zero = series.map(({ name, values }) => {
    const none = `${count(values.filter((v) => v === 0).length)} of ${count(values.length)}`;
    return models.length > 1 ? `${name} ${none}` : none;
  });
  const missed = `Images with no pixel in common with what is marked: ${zero.join(', ')}.`;
  const seeds = models.some((m) => m.runs.length > 1) ? ' Of several seeds, each case’s mean.' : '';
  const stated = people
    ? ` The dotted line, ${fixed(people.value, 2)} (${people.words}), was stated by whoever made this report and not measured on these cases: context, no target.`
    : '';
  return figure(numbering, {
    id: `fig-cases-${r}`,
    title: `Dice${of} of every image with a region, the worst first`,
    wide: true,
    key: models.length > 1 && key(models.map((m) => ({ name: m.name }))),
    picture: strip({
      title: `Dice${of} of every image with a region`,
      x: `Images with ${regionWord(region)}${models.length > 1 ? ', each model in its own order' : ''}`,
      y: 'Dice',
      series,
      reference: people && { value: people.value, label: `${fixed(people.value, 2)} ${people.words}` },
    }),
    caption: `${missed} At the right the mean with its interval.${seeds}${stated}`,
    table: table(
      'Quartiles of Dice',
      [
        { title: 'Model', cell: (s) => s.name },
        { title: 'n', numeric: true, cell: (s) => count(s.values.length) },
        ...(['least', 'lower quartile', 'median', 'upper quartile', 'greatest'] as const).map((title, q) => ({
          title: capital(title),
          numeric: true,
          cell: (s: (typeof series)[number]) => fixed(quartile(s.values, q)),
        })),
        { title: 'Mean', numeric: true, cell: (s) => estimate({ value: s.mean, low: s.low, high: s.high }) },
      ],
      series,
    ),
  });
}

function quartile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q / 4) * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below]! + (sorted[Math.min(below + 1, sorted.length - 1)]! - sorted[below]!) * (at - below);
}

/** One set of masks under four policies: what the number means depends on which. */
function policies({ models, confidence }: MaskReport, numbering: Numbering): Html {
  numbering.table++;
  const methodsOf = (name: MaskEndpoint) => [...new Set(models.map((m) => m.endpoints[name].method))].join('; ');
  const methods = [...new Set(ENDPOINT_NAMES.map(methodsOf))]; // one for all goes into the caption
  const columns: Column<MaskEndpoint>[] = [
    { title: 'Measure', cell: (name) => WORDS[name] },
    ...models.map(
      (m): Column<MaskEndpoint> => ({
        title: m.name,
        numeric: true,
        cell: (name) => cellOf(m.endpoints[name], models.length === 1),
      }),
    ),
    { title: 'All empty', numeric: true, cell: (name) => fixed(models[0]!.endpoints[name].baseline) },
    { title: 'n', numeric: true, cell: (name) => count(models[0]!.endpoints[name].n) },
    ...(methods.length === 1 ? [] : [{ title: 'Interval by', cell: methodsOf }]),
  ];
  const by = methods.length === 1 ? ` by ${methods[0]}` : '';
  const caption = html`<b>Table ${numbering.table}. What empty masks do to the number</b>, with ${Math.round(100 * confidence)} % intervals${by}. “All empty” is what marking nothing in any image reaches on the same cases: a Dice that does not lie above it shows nothing.`;
  return table(caption, columns, ENDPOINT_NAMES);
}

/** One model has room for its interval beside the value; several have it below. */
export function cellOf(e: Estimate, beside: boolean): Html | string {
  if (e.value === null) return html`<span class="faint">${e.reason ?? '–'}</span>`;
  if (beside) return estimate(e);
  return html`${fixed(e.value)}<span class="ci">${e.low === null || e.high === null ? (e.reason ?? '') : `${fixed(e.low)} to ${fixed(e.high)}`}</span>`;
}
