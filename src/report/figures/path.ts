export type Point = readonly [x: number, y: number];

/** To a hundredth of a pixel: half the bytes, and the same picture. */
export const px = (value: number): number => Math.round(value * 100) / 100;

const at = ([x, y]: Point) => `${px(x)},${px(y)}`;

/** The `d` of a line through points. What lies within a level or upright stretch is dropped: the picture is the same. */
export function linePath(points: readonly Point[]): string {
  const kept: Point[] = [];
  points.forEach((p, i) => {
    const next = points[i + 1];
    const last = kept.at(-1);
    if (last === undefined || next === undefined || !between(last, p, next)) kept.push(p);
  });
  return kept.map((p, i) => `${i === 0 ? 'M' : 'L'}${at(p)}`).join('');
}

/** A staircase: across to each point's x, then up or down to its y. */
export function stepPath(points: readonly Point[]): string {
  return linePath(points.flatMap((p, i): Point[] => (i === 0 ? [p] : [[p[0], points[i - 1]![1]], p])));
}

/** The area between two lines over the same x. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  return upper.length === 0 ? '' : `${linePath(upper)}${linePath([...lower].reverse()).replace('M', 'L')}Z`;
}

/** Is b on the level or upright way from a to c, turning points not counted? */
function between(a: Point, b: Point, c: Point): boolean {
  const within = (axis: 0 | 1) => (b[axis] - a[axis]) * (c[axis] - b[axis]) >= 0;
  return (a[0] === b[0] && b[0] === c[0] && within(1)) || (a[1] === b[1] && b[1] === c[1] && within(0));
}
