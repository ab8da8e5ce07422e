import { type Canvas, ellipsoid, smoothstep } from './canvas.ts';
import type { Film, Patient, Side } from './patient.ts';

/** Density of aerated lung, relative to water. */
export const LUNG_DENSITY = 0.26;
const CAVITY_DEPTH = 15;

/** The room that the lungs fill. Distances in cm; `side` by the sign of x: the patient's right is on the image's left. */
export interface Thorax {
  /** Half the inner width at height y. */
  halfWidth(y: number): number;
  /** How far a point is inside the chest wall and apex, cm; negative outside. The diaphragm is not part of it. */
  inside(x: number, y: number): number;
  /** y of the diaphragm's upper outline. */
  diaphragm(x: number): number;
  apexOf(side: Side): number;
  domeOf(side: Side): number;
}

export const sideOf = (x: number): Side => (x < 0 ? 'right' : 'left');

export function makeThorax(patient: Patient, film: Film): Thorax {
  const { halfWidth: widest, apex, dome } = patient;
  const bottom = Math.max(...dome);
  const apexOf = (side: Side) => apex[side === 'right' ? 0 : 1];
  const domeOf = (side: Side) => dome[side === 'right' ? 0 : 1] - film.breath;
  // Asked for at every pixel, so looked up: every half millimetre of 60 cm.
  const widths = Float32Array.from({ length: 1200 }, (_, k) => {
    const t = (k / 20 - 30 - apex[0]) / (bottom - apex[0]);
    return widest * (0.6 + 0.4 * Math.sin((Math.PI / 2) * Math.min(1, Math.max(0, t / 0.72))) ** 0.9 + 0.02 * (t - 1));
  });
  const halfWidth = (y: number) => widths[Math.min(1199, Math.max(0, Math.round((y + 30) * 20)))]!;
  const inside = (x: number, y: number) => {
    const across = halfWidth(y) - Math.abs(x);
    // Above the shoulder of the dome, each lung ends in a round apex of its own.
    const top = apexOf(sideOf(x));
    const middle = 0.33 * widest;
    const ry = 0.5 * widest;
    if (y > top + ry) return across;
    const rx = Math.abs(x) < middle ? middle - 0.5 : halfWidth(top + ry) - middle;
    const [u, v] = [(Math.abs(x) - middle) / rx, (y - top - ry) / ry];
    const q = Math.max(1e-6, Math.sqrt(u * u + v * v));
    return ((1 - q) / q) * Math.sqrt((u * rx) ** 2 + (v * ry) ** 2); // along the ray from the ellipse's middle
  };
  const diaphragm = (x: number) => {
    const top = domeOf('right') + (domeOf('left') - domeOf('right')) * smoothstep(-2.5, 2.5, x);
    const l = halfWidth(top + 2);
    const s = (Math.abs(x) - 0.47 * l) / (0.53 * l); // 0 on the dome, 1 at the side wall
    return s > 0 ? top + 3.6 * s * s * Math.sqrt(s) : top + 1.1 * s * s;
  };
  return { halfWidth, inside, diaphragm, apexOf, domeOf };
}

/** Shoulders and neck: how far a point is inside the body's upper outline, cm. */
function belowShoulder(x: number, y: number): number {
  const a = Math.abs(x);
  const neck = 5.4 - a;
  const line =
    -14.6 + 3.6 * smoothstep(4, 22, a) + 3.4 * Math.max(0, (a - 15) / 6) ** 2 - 3.2 * Math.max(0, (9 - a) / 4) ** 2;
  return Math.max(neck, y - line);
}

/** Adds the soft tissue of the trunk with its lungs; returns the depth of lung along each ray, cm, and where the rays meet lung. */
export function addTrunk(canvas: Canvas, patient: Patient, thorax: Thorax): { depth: Float32Array } {
  const { x: xs, y: ys, soft } = canvas;
  const depth = new Float32Array(soft.length);
  const breasts = makeBreast(patient);
  const [wide, under] = [3.4 * patient.stomach, thorax.diaphragm(6) + 1.6];
  const bubble = ellipsoid({ x: 6.2, y: under, a: wide, b: 0.35 * wide, depth: 1 });
  for (let i = 0; i < soft.length; i++) {
    const [x, y] = [xs[i]!, ys[i]!];
    const shoulder = belowShoulder(x, y);
    if (shoulder <= 0) continue;
    soft[i] = bodyDepth(x, y, patient, thorax) * Math.sqrt(Math.min(1, shoulder / 2.6));
    const d = cavityDepth(x, y, thorax);
    depth[i] = d;
    soft[i]! -= d * (1 - LUNG_DENSITY);
    if (patient.breast > 0) soft[i]! += breasts(Math.abs(x), y);
    if (patient.stomach > 0 && x > 0) {
      soft[i]! -= 4 * Math.min(1, 1.6 * bubble(x, y));
    }
    soft[i] = Math.max(0.3, soft[i]!);
  }
  return { depth };
}

function bodyDepth(x: number, y: number, patient: Patient, thorax: Thorax): number {
  const outer = thorax.halfWidth(Math.max(y, -4)) + patient.wall;
  const trunk = Math.abs(x) / outer;
  const chest = trunk < 1 ? patient.thickness * Math.sqrt(1 - trunk * trunk * Math.sqrt(trunk)) : 0;
  // The arms hang a little out from the body, so a dark wedge lies between them and the chest.
  const arm =
    12.5 * Math.sqrt(Math.max(0, 1 - ((Math.abs(x) - 18.6 - 0.42 * (y + 9)) / 5.4) ** 2)) * smoothstep(-14, -10.5, y);
  const shoulder = 12.5 * smoothstep(-2, -8, y) * smoothstep(27, 17, Math.abs(x));
  const neck = 0.62 + 0.38 * smoothstep(-16, -9, y);
  return Math.max(chest * neck, arm, shoulder);
}

/** Depth of the lung along the ray at (x, y): an elliptic cylinder, closed above by the apices and below by the diaphragm. */
function cavityDepth(x: number, y: number, thorax: Thorax): number {
  const inside = thorax.inside(x, y);
  if (inside <= 0) return 0;
  const l = thorax.halfWidth(y);
  const round = Math.sqrt(Math.max(0, 1 - (x / l) ** 2)) * 0.72 + 0.28 * Math.sqrt(Math.min(1, inside / 1.2));
  const narrow = 0.5 + 0.5 * smoothstep(0, 11, y - thorax.apexOf(sideOf(x)));
  const below = y - thorax.diaphragm(x);
  // Behind and before the dome the lung reaches lower: a faint remainder under the sharp outline.
  const left = below <= 0 ? 1 : 0.3 * Math.exp(-below / 1.3);
  const edge = smoothstep(-0.25, 0.1, -below);
  return (
    CAVITY_DEPTH *
    round *
    narrow *
    (left + (1 - left) * edge * (below > 0 ? 1 : 0)) *
    (below <= 0 ? 0.3 + 0.7 * edge : 1)
  );
}

/** Mirrored, so it takes |x|. The lower border shows; above, the breast runs out into the chest. */
function makeBreast({ breast: size, halfWidth }: Patient): (ax: number, y: number) => number {
  const shape = { x: 0.56 * halfWidth, y: 4.6 + 1.4 * size, a: 3.4 + 2 * size, b: 3.6 + 2.2 * size };
  const mound = ellipsoid({ ...shape, depth: 0.7 + 1.7 * size });
  return (ax, y) => mound(ax, y) * smoothstep(-4, 6, y) * smoothstep(15, 8, y);
}
