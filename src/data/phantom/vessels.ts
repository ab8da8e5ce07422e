import { type Random, random } from '../../stats/random.ts';
import { addTube, type Canvas, type Node, solid } from './canvas.ts';
import type { Patient } from './patient.ts';
import type { Thorax } from './thorax.ts';

/** Pulmonary vessels: trees that leave each hilum as a fan, fork, thin out and fade towards the pleura. `gate`: 1 where lung is. */
export function addVessels(
  canvas: Canvas,
  seed: number | string,
  patient: number,
  { vascularity }: Patient,
  thorax: Thorax,
  gate: Float32Array,
): void {
  for (const sign of [-1, 1]) {
    const r = random(seed, 'phantom vessels', patient, sign);
    const root = { x: sign * (sign < 0 ? 3.3 : 3.6), y: sign < 0 ? -0.6 : -1.5 };
    const draw = (nodes: Node[]) => addTube(canvas, canvas.soft, nodes, solid, gate);
    const fan = 11;
    for (let k = 0; k < fan; k++) {
      // 0 is straight out to the side; most of the blood goes down.
      const angle = -1.45 + (2.85 * (k + r.uniform(-0.3, 0.3))) / (fan - 1);
      const radius = (0.36 + 0.14 * r.next()) * (angle > 0.3 ? 1.12 : 0.85);
      const start = {
        x: root.x + sign * r.uniform(-0.3, 0.9),
        y: root.y + 1.5 * Math.sin(angle) + r.uniform(-0.3, 0.3),
      };
      grow(draw, r, thorax, { ...start, sign, angle, radius, density: 1.8 * vascularity, depth: 0 });
    }
    // The hilum itself: a knot of short thick vessels.
    for (let k = 0; k < 5; k++) {
      const [dx, dy] = [sign * r.uniform(-0.5, 0.9), r.uniform(-1.6, 2.4)];
      const ball = { x: root.x + dx, y: root.y + dy, radius: r.uniform(0.55, 0.9), density: 0.75 * vascularity };
      draw([ball, { ...ball, x: ball.x + sign * 0.5, y: ball.y + r.uniform(-0.6, 0.9) }]);
    }
  }
}

interface Sprout {
  x: number;
  y: number;
  sign: number;
  angle: number;
  radius: number;
  density: number;
  depth: number;
}

function grow(draw: (nodes: Node[]) => void, r: Random, thorax: Thorax, from: Sprout): void {
  const { sign, density, depth } = from;
  let { x, y, angle, radius } = from;
  const nodes: Node[] = [{ x, y, radius, density }];
  const steps = depth === 0 ? 5 : 3 + r.int(3);
  for (let k = 0; k < steps; k++) {
    angle += r.normal(0, 0.13);
    const step = 0.62 * r.uniform(0.8, 1.2);
    x += sign * Math.cos(angle) * step;
    y += Math.sin(angle) * step;
    radius *= 0.95;
    nodes.push({ x, y, radius, density });
    if (thorax.inside(x, y) < 0.5 || y > thorax.diaphragm(x) + 1.5) break;
  }
  draw(nodes);
  if (radius < 0.06 || depth > 7 || thorax.inside(x, y) < 0.8) return;
  const spread = r.uniform(0.28, 0.6);
  const share = r.uniform(0.62, 0.85);
  const next = { x, y, sign, density: density * 1.07, depth: depth + 1 };
  grow(draw, r, thorax, { ...next, angle: angle + spread * 0.5, radius: radius * share });
  grow(draw, r, thorax, { ...next, angle: angle - spread, radius: radius * (1.32 - share) });
}
