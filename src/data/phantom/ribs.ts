import { addTube, type Canvas, cortical, type Node, smoothstep } from './canvas.ts';
import type { Film, Patient } from './patient.ts';
import { spineX, VERTEBRA } from './spine.ts';
import type { Thorax } from './thorax.ts';

const PAIRS = 10;

/** Rib pairs 1–10: the back arc falls gently from the spine to the side, the front arc steeply to the middle, ending in cartilage. */
export function addRibs(canvas: Canvas, patient: Patient, film: Film, thorax: Thorax): void {
  for (const sign of [-1, 1])
    for (let pair = 1; pair <= PAIRS; pair++) {
      const [back, front] = rib(pair, sign, patient, film, thorax);
      addTube(canvas, canvas.bone, back, cortical);
      addTube(canvas, canvas.bone, front, cortical);
    }
}

function rib(pair: number, sign: number, patient: Patient, film: Film, thorax: Thorax): [Node[], Node[]] {
  const slope = patient.ribSlope;
  const root = thorax.apexOf(sign < 0 ? 'right' : 'left') + 0.9 + (pair - 1) * VERTEBRA * 0.93;
  const drop = slope * (0.6 + 0.34 * pair); // from the spine to the side wall
  const turnY = root + drop;
  // The first two ribs are short, tight loops around the apex.
  const reach = pair === 1 ? 0.86 : 1;
  const side = reach * (thorax.halfWidth(turnY) + 0.35);
  const width = patient.ribWidth * (pair === 1 ? 0.62 : 0.58);
  const back: Node[] = [];
  const start = 1.9;
  for (let k = 0; k <= 24; k++) {
    const t = k / 24;
    const along = Math.sin((t * Math.PI) / 2); // slows where the rib turns forward
    const x = start + (side - start) * along;
    const y =
      root - 0.55 * Math.sin(Math.PI * Math.min(1, along * 1.2)) + drop * (1 - Math.sqrt(1 - 0.985 * along * along));
    back.push({
      x: sign * x + spineX(root, patient) * (1 - t) - film.turn * 0.4,
      y,
      radius: width * (0.9 + 0.15 * t),
      density: patient.bone * (0.85 + 0.15 * t) * (1 - 0.4 * smoothstep(0.8, 1, t)),
    });
  }
  const fall = slope * (pair === 1 ? 1.7 : 2.6 + 0.42 * pair);
  const ending = pair === 1 ? 3.2 : 4.6 + 0.42 * pair; // |x| where bone becomes cartilage
  const front: Node[] = [];
  const joint = back.at(-1)!;
  for (let k = 0; k <= 22; k++) {
    const t = k / 22;
    const along = 1 - Math.cos((t * Math.PI) / 2);
    const x = side + (ending - side) * along;
    front.push({
      x: sign * x + film.turn * 0.6 * t - film.turn * 0.4 * (1 - t),
      y: joint.y + fall * (0.55 * t + 0.45 * Math.sin((t * Math.PI) / 2)),
      radius: width * (1.02 + 0.25 * t),
      density: patient.bone * (0.85 - 0.35 * t) * (0.6 + 0.4 * smoothstep(0, 0.3, t)) * (1 - smoothstep(0.82, 1, t)),
    });
  }
  return [back, front];
}
