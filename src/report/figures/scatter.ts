import type { Html } from '../html.ts';
import { around, frame } from './frame.ts';
import type { Point } from './path.ts';
import { mark } from './series.ts';

export interface ScatterOptions {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Points of each series, in the order of the key. */
  readonly series: readonly (readonly Point[])[];
  /** Without numbers at the axes, where distances mean nothing. */
  readonly bare?: boolean;
}

/** Cases on a map. The series are drawn in turns, so that none hides another. */
export function scatterFigure({ title, x, y, series, bare = false }: ScatterOptions): Html {
  const all = series.flat();
  const axis = (label: string, of: 0 | 1) => ({
    label,
    domain: around(all.map((p) => p[of])),
    ...(bare ? { ticks: [] } : {}),
  });
  const longest = Math.max(0, ...series.map((points) => points.length));
  const order = Array.from({ length: longest }, (_, i) => i).flatMap((i) =>
    series.flatMap((points, s) => (points[i] === undefined ? [] : [[points[i], s] as const])),
  );
  return frame({ title, width: 460, height: 420, grid: !bare, x: axis(x, 0), y: axis(y, 1) }, (area) =>
    order.map(([p, s]) => mark([area.x(p[0]), area.y(p[1])], s, 'dot')),
  );
}
