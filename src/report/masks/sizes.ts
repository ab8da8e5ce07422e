import type { Estimate } from '../../stats/index.ts';
import { LESION_SIZES, NSD_TOLERANCE } from '../../train/index.ts';
import { diceBySize, foundBySize } from '../figures/by-size.ts';
import type { Point } from '../figures/path.ts';
import { count, estimate, fixed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Column, figure, key, type Numbering, section, table } from '../sections/parts.ts';
import { imageDice } from './choose.ts';
import type { MaskReport, MaskReportModel } from './data.ts';
import { cellOf } from './models.ts';

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

const pointsOf = (model: MaskReportModel, r: number): Point[] =>
  model.runs[0]!.cases[r]!.flatMap(({ counts, pixels }, i): Point[] => {
    const dice = imageDice(model, i, r);
    return dice === null ? [] : [[counts.reference / pixels, dice]];
  });

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
  const alone: Column<(typeof rows)[number]>[] = [
    { title: 'n', numeric: true, cell: ([, pick]) => count(pick(own[0]!)?.n ?? 0) },
    { title: 'Interval by', cell: ([, pick]) => pick(own[0]!)?.method ?? '' },
  ];
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
      ...(models.length === 1 ? alone : []),
    ],
    rows,
  );
}
