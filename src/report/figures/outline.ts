import { linePath, type Point } from './path.ts';

export interface OutlinedMask {
  readonly width: number;
  readonly height: number;
  /** Anything but 0 is inside, row by row. */
  readonly data: ArrayLike<number>;
}

/** Right, down, left, up. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The `d` of the borders of a mask, in its own pixels: closed lines around regions and holes, through the middles of the pixels' edges, so
 * that slopes are slopes and not stairs.
 */
export function outlinePath({ width, height, data }: OutlinedMask): string {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;
  const stride = width + 1;
  // Each edge between inside and outside, by the corner where it begins, with the inside to its right. [corners], one bit a direction
  const edges = new Uint8Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(x, y)) continue;
      if (!inside(x, y - 1)) edges[y * stride + x]! |= 1;
      if (!inside(x + 1, y)) edges[y * stride + x + 1]! |= 2;
      if (!inside(x, y + 1)) edges[(y + 1) * stride + x + 1]! |= 4;
      if (!inside(x - 1, y)) edges[(y + 1) * stride + x]! |= 8;
    }
  }
  const paths: string[] = [];
  for (let corner = 0; corner < edges.length; corner++) {
    while (edges[corner] !== 0) paths.push(`${linePath(follow(edges, corner, stride))}Z`);
  }
  return paths.join('');
}

/** The middles of the edges of one closed line, which are taken off. */
function follow(edges: Uint8Array, start: number, stride: number): Point[] {
  const points: Point[] = [];
  let corner = start;
  let direction = Math.log2(edges[start]! & -edges[start]!);
  do {
    edges[corner]! &= ~(1 << direction);
    const [dx, dy] = STEPS[direction]!;
    points.push([(corner % stride) + dx / 2, Math.floor(corner / stride) + dy / 2]);
    corner += dx + dy * stride;
    // where two regions touch at a corner, the sharper turn right keeps them apart
    const next = [1, 0, 3].map((turn) => (direction + turn) % 4).find((d) => (edges[corner]! >> d) & 1);
    if (next === undefined) break;
    direction = next;
  } while (corner !== start || ((edges[corner]! >> direction) & 1) === 1);
  return points;
}
