import { random } from '../../stats/random.ts';
import { addTube, type Canvas, type Node, solid } from './canvas.ts';
import type { Side } from './patient.ts';
import type { Thorax } from './thorax.ts';

/** A chest tube: in through the side wall, up to the apex; a soft wall with a radio-opaque stripe that the side hole interrupts. */
export function addChestTube(
  canvas: Canvas,
  seed: number | string,
  patient: number,
  image: number,
  side: Side,
  thorax: Thorax,
): void {
  const r = random(seed, 'phantom tube', patient, image);
  const sign = side === 'right' ? -1 : 1;
  const entry = r.uniform(1.5, 5);
  const tip = { x: r.uniform(3.6, 6.5), y: thorax.apexOf(side) + r.uniform(2.2, 5.5) };
  const inner = thorax.halfWidth(entry);
  const points = [
    { x: inner + 5.5, y: entry + r.uniform(3.5, 6.5) },
    { x: inner + 0.3, y: entry + 0.8 },
    { x: inner * r.uniform(0.6, 0.8), y: entry - r.uniform(4, 6.5) },
    tip,
  ];
  const nodes: Node[] = Array.from({ length: 61 }, (_, k) => {
    const t = k / 60;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3]; // a Bézier curve
    const at = (axis: 'x' | 'y') =>
      a * points[0]![axis] + b * points[1]![axis] + c * points[2]![axis] + d * points[3]![axis];
    return { x: sign * at('x'), y: at('y'), radius: 0.38, density: 1.3 };
  });
  addTube(canvas, canvas.soft, nodes, (q) => solid(q) - 1.5 * Math.sqrt(Math.max(0, 1 - (q / 0.75) ** 2)));
  const hole = 46 + r.int(6);
  const stripe = nodes.map((n, k) => ({
    ...n,
    x: n.x + sign * 0.2,
    radius: 0.12,
    density: Math.abs(k - hole) < 2 ? 0 : 5.5,
  }));
  addTube(canvas, canvas.bone, stripe, solid);
}
