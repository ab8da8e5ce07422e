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
        ...labels(points, to, { left, right, bars: points.map((p) => barOf(p, { x, y })) }),
      ];
    },
  );
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** What a point covers: its mark and its interval. */
function barOf(p: FrontPoint, { x, y }: { x: (v: number) => number; y: (v: number) => number }): Box {
  return [
    x(p.cost) - 5,
    Math.min(y(p.value) - 5, y(p.high ?? p.value)),
    x(p.cost) + 5,
    Math.max(y(p.value) + 5, y(p.low ?? p.value)),
  ];
}

/** Names beside their marks, on the side towards the middle if it is free, else where they lie on no other name, mark or interval. */
function labels(
  points: readonly FrontPoint[],
  to: (p: FrontPoint) => Point,
  { left, right, bars }: { left: number; right: number; bars: readonly Box[] },
): Html[] {
  const taken: Box[] = [...bars];
  return points.map((p) => {
    const [x, y] = to(p);
    const width = 6.6 * p.name.length;
    const sides = x > (left + right) / 2 ? (['end', 'start'] as const) : (['start', 'end'] as const);
    const places = [-7, 14, -22, 29, -37, 44].flatMap((dy) => sides.map((side) => ({ side, dy })));
    const boxOf = ({ side, dy }: (typeof places)[number]): Box => {
      const from = side === 'start' ? x + 9 : x - 9 - width;
      return [from, y + dy - 11, from + width, y + dy + 3];
    };
    const free = ([l, t, r, b]: Box) =>
      l >= left && r <= right && t >= 0 && taken.every((o) => r < o[0] || l > o[2] || b < o[1] || t > o[3]);
    const place = places.find((at) => free(boxOf(at))) ?? places[0]!;
    taken.push(boxOf(place));
    const end = place.side === 'end';
    return svg`<text class="halo row-label" x="${px(x + (end ? -9 : 9))}" y="${px(y + place.dy)}" text-anchor="${place.side}">${p.name}</text>`;
  });
}
