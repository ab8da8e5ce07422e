import { short } from '../format.ts';
import { type Html, svg } from '../html.ts';
import { around, frame } from './frame.ts';
import { type Point, px } from './path.ts';
import { mark, seriesClass, steps } from './series.ts';

export interface FrontPoint {
  readonly name: string;
  readonly cost: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** No other is better at a lower or equal cost. */
  readonly onFront: boolean;
  readonly index: number;
}

/** Accuracy over cost, on a logarithmic axis; the staircase joins the models worth their cost. */
export function frontFigure(
  points: readonly FrontPoint[],
  options: { title: string; cost: string; value: string },
): Html {
  const costs = points.map((p) => p.cost);
  const values = points.flatMap((p) => [p.value, p.low, p.high]).filter((v) => v !== null);
  const front = points.filter((p) => p.onFront).sort((a, b) => a.cost - b.cost);
  return frame(
    {
      title: options.title,
      height: 300,
      x: {
        label: options.cost,
        domain: [Math.min(...costs) / 1.6, Math.max(...costs) * 1.6],
        log: true,
        format: short,
      },
      y: { label: options.value, domain: around(values, { within: [0, 1] }) },
    },
    ({ x, y, left, right }) => {
      const to = (p: FrontPoint): Point => [x(p.cost), y(p.value)];
      const tail: Point[] = front.length > 0 ? [[right, y(front.at(-1)!.value)]] : [];
      return [
        steps([...front.map(to), ...tail], 'reference'),
        ...points.map((p) =>
          p.low === null || p.high === null
            ? null
            : svg`<line class="whisker ${seriesClass(p.index)}" x1="${px(x(p.cost))}" x2="${px(x(p.cost))}" y1="${px(y(p.low))}" y2="${px(y(p.high))}"/>`,
        ),
        ...points.map((p) => mark(to(p), p.index)),
        ...labels(points, to, (left + right) / 2),
      ];
    },
  );
}

/** Names beside their marks, towards the middle, moved apart where they would lie on each other. */
function labels(points: readonly FrontPoint[], to: (p: FrontPoint) => Point, middle: number): Html[] {
  const sides = [true, false].map((atEnd) => points.filter((p) => to(p)[0] > middle === atEnd));
  return sides.flatMap((side, i) => {
    let last = Number.NEGATIVE_INFINITY;
    const atEnd = i === 0;
    return [...side]
      .sort((a, b) => to(a)[1] - to(b)[1])
      .map((p) => {
        const [x, y] = to(p);
        last = Math.max(y - 7, last + 15);
        return svg`<text class="halo row-label" x="${px(x + (atEnd ? -9 : 9))}" y="${px(last)}" text-anchor="${atEnd ? 'end' : 'start'}">${p.name}</text>`;
      });
  });
}
