import { type Html, svg } from '../html.ts';
import { frame } from './frame.ts';
import { type Point, px } from './path.ts';
import { line, mark, seriesClass } from './series.ts';

export interface StripSeries {
  readonly name: string;
  readonly index: number;
  /** Of the cases, in any order. */
  readonly values: readonly number[];
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface StripOptions {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly StripSeries[];
  /** A level line that was not measured here. */
  readonly reference?: { readonly value: number; readonly label: string } | null;
}

/** More cases than these are a line: their dots would cover each other. */
const MOST_DOTS = 120;

/** Every case by rank, the worst first, and the mean with its interval at the right. */
export function strip({ title, x: xLabel, y: yLabel, series, reference = null }: StripOptions): Html {
  const most = Math.max(1, ...series.map((s) => s.values.length));
  const right = 60 + 22 * series.length;
  return frame(
    {
      ...{ title, width: 944, height: 330, margin: { right } },
      x: { label: xLabel, domain: [0.5, most + 0.5], ticks: wholeTicks(most) },
      y: { label: yLabel, domain: [0, 1] },
    },
    ({ x, y, left, right: edge }) => [
      reference &&
        svg`<line class="line reference" x1="${left}" x2="${edge}" y1="${px(y(reference.value))}" y2="${px(y(reference.value))}"/>`,
      reference &&
        svg`<text class="tick halo" x="${left + 8}" y="${px(y(reference.value) - 6)}">${reference.label}</text>`,
      ...series.flatMap((s) => {
        const sorted = [...s.values].sort((a, b) => a - b);
        const points = sorted.map((v, i): Point => [x(i + 1), y(v)]);
        return [
          line(points, `${seriesClass(s.index)}${points.length > MOST_DOTS ? '' : ' thin'}`),
          ...(points.length > MOST_DOTS ? [] : points.map((p) => mark(p, s.index))),
        ];
      }),
      svg`<line class="axis-line" x1="${edge + 18}" x2="${edge + 18}" y1="${px(y(0))}" y2="${px(y(1))}"/>`,
      svg`<text class="tick" x="${edge + 26}" y="${px(y(0) + 17)}">mean</text>`,
      ...series.flatMap((s, i) => {
        if (s.mean === null) return [];
        const at = edge + 36 + 22 * i;
        return [
          s.low === null || s.high === null
            ? null
            : svg`<line class="whisker ${seriesClass(s.index)}" x1="${at}" x2="${at}" y1="${px(y(s.low))}" y2="${px(y(s.high))}"/>`,
          mark([at, y(s.mean)], s.index),
        ];
      }),
    ],
  );
}

/** Ranks are whole. */
function wholeTicks(most: number): number[] {
  const step = Math.max(1, Math.round(most / 8));
  const nice = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500].find((n) => n >= step) ?? step;
  const multiples = Array.from({ length: Math.floor(most / nice) }, (_, i) => (i + 1) * nice);
  return nice > 2 ? [1, ...multiples] : multiples;
}
