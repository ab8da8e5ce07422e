import type { Estimate } from '../../stats/index.ts';
import { ENDPOINT_NAMES, MASK_ENDPOINTS, type MaskEndpoint, PRIMARY } from '../../study/index.ts';
import { LESION_SIZES, NSD_TOLERANCE } from '../../train/index.ts';
import { diceBySize, foundBySize } from '../figures/by-size.ts';
import { forest } from '../figures/forest.ts';
import type { Point } from '../figures/path.ts';
import { strip } from '../figures/strip.ts';
import { count, estimate, fixed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { pairsFigure } from '../sections/models.ts';
import { type Column, figure, key, type Numbering, section, table } from '../sections/parts.ts';
import { dicePositive } from './choose.ts';
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

/** Dice of one class of region in each image: the mean over the seeds of a model. */
function valuesOf({ runs }: MaskReportModel, r: number): number[] {
  const images = runs[0]!.cases[r]!.map((_, i) => i);
  return images.flatMap((i) => {
    const own = runs.flatMap(({ cases }) => dicePositive(cases[r]![i]!) ?? []);
    return own.length === 0 ? [] : [own.reduce((sum, x) => sum + x, 0) / own.length];
  });
}

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
    { title: 'Interval by', cell: (name) => [...new Set(models.map((m) => m.endpoints[name].method))].join('; ') },
  ];
  const caption = html`<b>Table ${numbering.table}. What empty masks do to the number</b>, with ${Math.round(100 * confidence)} % intervals. “All empty” is what marking nothing in any image reaches on the same cases: a Dice that does not lie above it shows nothing.`;
  return table(caption, columns, ENDPOINT_NAMES);
}

function cellOf(e: Estimate, beside: boolean): Html | string {
  if (e.value === null) return html`<span class="faint">${e.reason ?? '–'}</span>`;
  if (beside) return estimate(e);
  return html`${fixed(e.value)}<span class="ci">${e.low === null || e.high === null ? (e.reason ?? '') : `${fixed(e.low)} to ${fixed(e.high)}`}</span>`;
}

/** Dice and detection against the area of the lesion, and every distance. */
export function sizesSection(data: MaskReport, numbering: Numbering): Html {
  return section(
    'sizes',
    'By size',
    data.test.regions.map((region, r) => bySize(data, { region, r }, numbering)),
    data.test.regions.map((region) => measures(data, region, numbering)),
  );
}

function bySize(
  { models, test }: MaskReport,
  { region, r }: { region: string; r: number },
  numbering: Numbering,
): Html | null {
  const scatter = models.map((m, index) => ({ index, points: pointsOf(m, r) }));
  if (scatter.every((s) => s.points.length === 0)) return null;
  const of = test.regions.length > 1 ? ` of ${region}` : '';
  const sizes = models.map((m) => m.regions[region]!.lesions.bySize);
  const names = sizes[0]!.map(sizeName);
  const keys = models.length > 1 && key(models.map((m) => ({ name: m.name })));
  const rows = names.map((name, s) => ({ name, own: sizes.map((of) => of[s]!) }));
  const seeds = models.some((m) => m.runs.length > 1)
    ? ' Of several seeds, a case’s mean at the left and all of them together at the right.'
    : '';
  const numbers = table(
    `Dice and detection${of} by size`,
    [
      { title: 'Share of the image', cell: (row) => row.name },
      { title: 'Lesions', numeric: true, cell: (row) => count(row.own[0]!.sensitivity.n) },
      ...models.map(
        (m, i): Column<(typeof rows)[number]> => ({
          title: `Found by ${m.name}`,
          numeric: true,
          cell: (row) => estimate(row.own[i]!.sensitivity),
        }),
      ),
      { title: 'Images', numeric: true, cell: (row) => count(row.own[0]!.dice.n) },
      ...models.map(
        (m, i): Column<(typeof rows)[number]> => ({
          title: `Dice of ${m.name}`,
          numeric: true,
          cell: (row) => estimate(row.own[i]!.dice),
        }),
      ),
    ],
    rows,
  );
  const methods = [...new Set(sizes.flat().flatMap(({ sensitivity: e }) => (e.n > 0 ? e.method : [])))].join(', ');
  const lesions = names.map((_, s) => count(sizes[0]![s]!.sensitivity.n)).join(', ');
  return html`<div class="grid">${figure(numbering, {
    id: `fig-size-dice-${r}`,
    title: `Dice${of} and the area of the region`,
    key: keys,
    picture: diceBySize(scatter, { title: `Dice${of} by area`, ends: LESION_SIZES }),
    caption: `Each mark is an image with a region. Dotted: where the size strata end, at ${LESION_SIZES.map(share).join(', ')} % of the image.${seeds}`,
    table: numbers,
  })}${figure(numbering, {
    id: `fig-size-found-${r}`,
    title: `Lesions${of} found, by size`,
    key: keys,
    picture: foundBySize(
      sizes.map((own, index) => ({ index, estimates: own.map((s) => s.sensitivity) })),
      { title: `Lesions${of} found by size`, names },
    ),
    caption: `A lesion is a connected region; any common pixel finds it. Lesions in each stratum: ${lesions}. Intervals: ${methods}; marking nothing finds none.`,
  })}</div>`;
}

function pointsOf({ runs }: MaskReportModel, r: number): Point[] {
  return runs[0]!.cases[r]!.flatMap((own, i): Point[] => {
    const dice = runs.flatMap(({ cases }) => dicePositive(cases[r]![i]!) ?? []);
    if (dice.length === 0) return [];
    return [[own.counts.reference / own.pixels, dice.reduce((sum, x) => sum + x, 0) / dice.length]];
  });
}

const share = (x: number) => String(Number((100 * x).toPrecision(3)));

function sizeName({ from, to }: { from: number; to: number | null }): string {
  if (to === null) return `≥ ${share(from)} %`;
  return from === 0 ? `< ${share(to)} %` : `${share(from)}–${share(to)} %`;
}

/** All that `fovea evaluate` states of one class of region. */
function measures({ models, test, confidence }: MaskReport, region: string, numbering: Numbering): Html {
  numbering.table++;
  const own = models.map((m) => m.regions[region]!);
  const { unit } = own[0]!;
  type Pick = (m: (typeof own)[number]) => Estimate | null;
  const rows: readonly (readonly [string, Pick])[] = [
    ['IoU where there is a region', (m) => m.iou.positives],
    [`HD95, ${unit}`, (m) => m.hd95],
    [`ASSD, ${unit}`, (m) => m.assd],
    [`NSD within ${NSD_TOLERANCE} ${unit}`, (m) => m.nsd],
    ['Lesions found', (m) => m.lesions.sensitivity],
    ['Marked regions on a lesion', (m) => m.lesions.precision],
    ['Lesion F1', (m) => m.lesions.f1],
    ['False alarms per image', (m) => m.lesions.falseAlarms],
  ];
  const name = test.regions.length > 1 ? ` of ${region}` : '';
  return table(
    html`<b>Table ${numbering.table}. Surfaces and lesions${name}</b>, with ${Math.round(100 * confidence)} % intervals. HD95 and ASSD are over images where both masks have something: who leaves hard ones empty is not punished here but in Dice. ${models.some((m) => m.runs.length > 1) ? 'All seeds together, by patient.' : ''}`,
    [
      { title: 'Measure', cell: ([title]) => title },
      ...models.map(
        (m, i): Column<(typeof rows)[number]> => ({
          title: m.name,
          numeric: true,
          cell: ([, pick]) => {
            const e = pick(own[i]!);
            return e === null
              ? '–'
              : html`${cellOf(e, models.length === 1)}${models.length > 1 && html`<span class="ci">n = ${count(e.n)}</span>`}`;
          },
        }),
      ),
      { title: 'All empty', numeric: true, cell: ([, pick]) => fixed(pick(own[0]!)?.baseline) },
      ...(models.length === 1
        ? [
            { title: 'n', numeric: true, cell: ([, pick]) => count(pick(own[0]!)?.n ?? 0) } as Column<
              (typeof rows)[number]
            >,
            { title: 'Interval by', cell: ([, pick]) => pick(own[0]!)?.method ?? '' } as Column<(typeof rows)[number]>,
          ]
        : []),
    ],
    rows,
  );
}
