import { fixed } from '../format.ts';
import { type Html, svg } from '../html.ts';
import { around, picture, tickFormat } from './frame.ts';
import { type Point, px } from './path.ts';
import { linear, ticksAcross } from './scale.ts';
import { mark, seriesClass } from './series.ts';

export interface ForestRow {
  readonly label: string;
  /** Second column: cases. */
  readonly note?: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** In place of a value. */
  readonly reason?: string | undefined;
  /** Series, default 0. */
  readonly index?: number;
  /** A heading row without a value. */
  readonly heading?: boolean;
  /** Further single values, drawn as small ticks: the seeds. */
  readonly dots?: readonly number[];
}

export interface ForestOptions {
  readonly title: string;
  readonly label: string;
  readonly rows: readonly ForestRow[];
  /** A vertical line: no difference, chance, the whole test set. */
  readonly reference?: { readonly value: number; readonly label: string } | null;
  /** A shaded range: what the test set cannot see, the margin. */
  readonly band?: { readonly low: number; readonly high: number; readonly label: string } | null;
  readonly within?: readonly [number, number];
  readonly digits?: number;
  readonly width?: number;
  readonly rowHeight?: number;
  readonly labelWidth?: number;
  readonly noteWidth?: number;
}

/** Values with their intervals, one a row, and the numbers beside them. */
export function forest(options: ForestOptions): Html {
  const { rows, width = 944, rowHeight = 24, digits = 3, reference = null, band = null } = options;
  const labelWidth = options.labelWidth ?? 24 + 7 * Math.max(...rows.map((r) => r.label.length));
  const noteWidth = options.noteWidth ?? (rows.some((r) => r.note) ? 96 : 0);
  const left = labelWidth + noteWidth;
  const right = width - 190;
  const top = reference || band ? 26 : 10;
  const bottom = top + rows.length * rowHeight + 4;
  const numbers = rows.flatMap((r) => [r.value, r.low, r.high, ...(r.dots ?? [])]).filter((v) => v !== null);
  const spread = around([...numbers, ...(reference ? [reference.value] : []), ...(band ? [band.low, band.high] : [])], {
    ...(options.within ? { within: options.within } : {}),
  });
  const x = linear(spread, [left + 6, right - 6], { ticks: ticksAcross(right - left, 6) });
  const format = tickFormat(x.ticks);
  return picture(options.title, width, bottom + 40, [
    band &&
      svg`<rect class="band" x="${px(x(band.low))}" width="${px(x(band.high) - x(band.low))}" y="${top}" height="${bottom - top}"/>`,
    reference &&
      svg`<line class="line reference" x1="${px(x(reference.value))}" x2="${px(x(reference.value))}" y1="${top}" y2="${bottom}"/>`,
    (reference || band) &&
      svg`<text class="tick" x="${px(x(reference ? reference.value : (band!.low + band!.high) / 2))}" y="14" text-anchor="middle">${band?.label ?? reference?.label}</text>`,
    rows.map((row, i) => forestRow(row, { y: top + (i + 0.5) * rowHeight, x, labelWidth, width, digits })),
    svg`<g class="axis"><line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${x.ticks.map(
      (t) =>
        svg`<line x1="${px(x(t))}" x2="${px(x(t))}" y1="${bottom}" y2="${bottom + 4}"/><text x="${px(x(t))}" y="${bottom + 17}" text-anchor="middle">${format(t)}</text>`,
    )}<text class="label" x="${px((left + right) / 2)}" y="${bottom + 35}" text-anchor="middle">${options.label}</text></g>`,
  ]);
}

interface Place {
  readonly y: number;
  readonly x: (value: number) => number;
  readonly labelWidth: number;
  readonly width: number;
  readonly digits: number;
}

function forestRow(row: ForestRow, place: Place): Html {
  const { y, x, labelWidth, width, digits } = place;
  const text = px(y + 4);
  if (row.heading) return svg`<text class="row-heading" x="0" y="${text}">${row.label}</text>`;
  const index = row.index ?? 0;
  const drawn = row.value !== null;
  const at: Point = [drawn ? x(row.value) : 0, y];
  const numbers = drawn
    ? `${fixed(row.value, digits)}${row.low === null || row.high === null ? '' : ` (${fixed(row.low, digits)} to ${fixed(row.high, digits)})`}`
    : (row.reason ?? '–');
  return svg`<text class="row-label" x="12" y="${text}">${row.label}</text>${
    row.note && svg`<text class="tick" x="${labelWidth}" y="${text}">${row.note}</text>`
  }${
    drawn &&
    row.low !== null &&
    row.high !== null &&
    svg`<line class="whisker ${seriesClass(index)}" x1="${px(x(row.low))}" x2="${px(x(row.high))}" y1="${px(y)}" y2="${px(y)}"/>`
  }${(row.dots ?? []).map(
    (v) =>
      svg`<line class="seed ${seriesClass(index)}" x1="${px(x(v))}" x2="${px(x(v))}" y1="${px(y + 4)}" y2="${px(y + 10)}"/>`,
  )}${drawn && mark(at, index)}<text class="${drawn ? 'numbers' : 'numbers faint'}" x="${width}" y="${text}" text-anchor="end">${numbers}</text>`;
}
