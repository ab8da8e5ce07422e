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

/** Cases on a map. The series are drawn in even turns, so that none lies on top of another. */
export function scatterFigure({ title, x, y, series, bare = false }: ScatterOptions): Html {
  const all = series.flat();
  const axis = (label: string, of: 0 | 1) => ({
    label,
    domain: around(all.map((p) => p[of])),
    ...(bare ? { ticks: [] } : {}),
  });
  const order = series
    .flatMap((points, s) => points.map((p, i) => [p, s, (i + 0.5) / points.length] as const))
    .sort((a, b) => a[2] - b[2]);
  return frame({ title, width: 460, height: 420, grid: !bare, x: axis(x, 0), y: axis(y, 1) }, (area) =>
    order.map(([p, s]) => mark([area.x(p[0]), area.y(p[1])], s, 'dot')),
  );
}
