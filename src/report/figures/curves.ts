import type { Html } from '../html.ts';
import { svg } from '../html.ts';
import { around, frame, tickFormat } from './frame.ts';
import type { Point } from './path.ts';
import { px } from './path.ts';
import { line, mark, seriesClass, steps } from './series.ts';

/** One model's line in a figure, in data units. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
  /** Thin lines behind: each seed. */
  readonly behind?: readonly (readonly Point[])[];
  /** The decision at the frozen threshold. */
  readonly at?: Point | null;
}

const UNIT: readonly [number, number] = [0, 1];
const FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const format = tickFormat(FIFTHS);
const SQUARE = { width: 440, height: 412 };

/** ROC: sensitivity over 1 − specificity, with the diagonal of chance. */
export function rocFigure(curves: readonly Curve[]): Html {
  return frame(
    {
      ...SQUARE,
      title: `ROC curves of ${curves.map((c) => c.name).join(', ')}`,
      x: { label: '1 − specificity', domain: UNIT, ticks: FIFTHS, format },
      y: { label: 'Sensitivity', domain: UNIT, ticks: FIFTHS, format },
    },
    ({ x, y }) => {
      const to = ([a, b]: Point): Point => [x(a), y(b)];
      return [
        line([to([0, 0]), to([1, 1])], 'reference'),
        ...curves.flatMap((c, i) => (c.behind ?? []).map((seed) => line(seed.map(to), `thin ${seriesClass(i)}`))),
        ...curves.map((c, i) => line(c.points.map(to), seriesClass(i))),
        ...curves.map((c, i) => (c.at ? mark(to(c.at), i) : null)),
      ];
    },
  );
}

/** Precision over recall; `prevalence` is what chance reaches. */
export function prFigure(curves: readonly Curve[], prevalence: number): Html {
  return frame(
    {
      ...SQUARE,
      title: `Precision–recall curves of ${curves.map((c) => c.name).join(', ')}`,
      x: { label: 'Recall (sensitivity)', domain: UNIT, ticks: FIFTHS, format },
      y: { label: 'Precision (PPV)', domain: UNIT, ticks: FIFTHS, format },
    },
    ({ x, y }) => {
      const to = ([a, b]: Point): Point => [x(a), y(b)];
      return [
        line([to([0, prevalence]), to([1, prevalence])], 'reference'),
        ...curves.flatMap((c, i) => (c.behind ?? []).map((seed) => steps(seed.map(to), `thin ${seriesClass(i)}`))),
        ...curves.map((c, i) => steps(c.points.map(to), seriesClass(i))),
        ...curves.map((c, i) => (c.at ? mark(to(c.at), i) : null)),
      ];
    },
  );
}

/** Net benefit over threshold probability; acting on all and on none are drawn for comparison. */
export function decisionFigure(
  curves: readonly Curve[],
  { treatAll, prevalence, width }: { treatAll: readonly Point[]; prevalence: number; width: number },
): Html {
  const best = Math.max(prevalence, ...curves.flatMap((c) => c.points.map((p) => p[1])));
  const floor = -best * 0.25;
  return frame(
    {
      title: `Decision curves of ${curves.map((c) => c.name).join(', ')}`,
      width,
      height: 320,
      x: { label: 'Threshold probability', domain: UNIT, ticks: FIFTHS, format },
      y: { label: 'Net benefit', domain: [floor, best * 1.06] },
    },
    ({ x, y, left, right }) => {
      const visible = (points: readonly Point[]) => clipBelow(points, floor).map(([a, b]): Point => [x(a), y(b)]);
      return [
        line(visible(treatAll), 'reference'),
        svg`<line class="axis-line" x1="${left}" x2="${right}" y1="${px(y(0))}" y2="${px(y(0))}"/>`,
        ...curves.map((c, i) => line(visible(c.points), seriesClass(i))),
      ];
    },
  );
}

/** The part of a line above a floor, up to where it first crosses it. */
export function clipBelow(points: readonly Point[], floor: number): Point[] {
  const end = points.findIndex(([, y]) => y < floor);
  if (end < 0) return [...points];
  if (end === 0) return [];
  const [[x0, y0], [x1, y1]] = [points[end - 1]!, points[end]!];
  return [...points.slice(0, end), [x0 + ((floor - y0) / (y1 - y0)) * (x1 - x0), floor]];
}

/** Values over epochs or another count. */
export function progressFigure(
  curves: readonly (Curve & { readonly faint?: boolean })[],
  options: { title: string; x: string; y: string; within?: readonly [number, number]; index?: (i: number) => number },
): Html {
  const all = curves.flatMap((c) => c.points);
  const last = Math.max(...all.map((p) => p[0]));
  const first = Math.min(...all.map((p) => p[0]));
  const ticks = tickWhole(first, last);
  const indexOf = options.index ?? ((i: number) => i);
  return frame(
    {
      title: options.title,
      height: 280,
      x: { label: options.x, domain: [first, Math.max(last, first + 1)], ticks },
      y: {
        label: options.y,
        domain: around(
          all.map((p) => p[1]),
          options.within ? { within: options.within } : {},
        ),
      },
    },
    ({ x, y }) =>
      curves.flatMap((c, i) => {
        const points = c.points.map(([a, b]): Point => [x(a), y(b)]);
        const few = points.length <= 12 && !c.faint;
        return [
          line(points, `${seriesClass(indexOf(i))}${c.faint ? ' training' : ''}`),
          ...(few ? points.map((p) => mark(p, indexOf(i), 'small')) : []),
          c.at ? mark([x(c.at[0]), y(c.at[1])], indexOf(i), 'chosen') : null,
        ];
      }),
  );
}

function tickWhole(first: number, last: number): number[] {
  const step = Math.max(1, Math.ceil((last - first) / 8));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}
