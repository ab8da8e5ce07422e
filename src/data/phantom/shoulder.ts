import { addTube, type Canvas, cortical, ellipsoid, type Node, smoothstep, solid } from './canvas.ts';
import type { Film, Patient } from './patient.ts';
import type { Thorax } from './thorax.ts';

/** Clavicles, scapulae and the heads of the humeri. PA films have the scapulae turned out of the lungs; AP films do not. */
export function addShoulders(canvas: Canvas, patient: Patient, film: Film, thorax: Thorax): void {
  const ap = film.view === 'AP';
  for (const sign of [-1, 1]) {
    const apex = thorax.apexOf(sign < 0 ? 'right' : 'left');
    addTube(canvas, canvas.bone, clavicle(sign, apex + (ap ? 1.6 : 3), patient, film), cortical);
    const out = patient.halfWidth + (ap ? -1.5 : 0.9);
    addScapula(canvas, sign, out, apex + 2.6, patient);
    addHumerus(canvas, sign, patient.halfWidth + 5.4, apex + 1.4, patient);
  }
}

function clavicle(sign: number, y: number, patient: Patient, film: Film): Node[] {
  return Array.from({ length: 25 }, (_, k) => {
    const t = k / 24;
    return {
      x: sign * (1.5 + t * (patient.halfWidth + 1)) + film.turn * (1.6 - t),
      y: y + 0.4 - 2.4 * t - 0.75 * Math.sin(2 * Math.PI * t - 0.3), // the lazy S
      radius: 0.62 - 0.35 * t * (1 - t) + 0.12 * Math.exp(-t * 14),
      density: patient.bone * 1.5,
    };
  });
}

/** A thin plate with a thick outer border, the spine across it, and the socket. */
function addScapula(canvas: Canvas, sign: number, out: number, top: number, patient: Patient): void {
  const { x: xs, y: ys, bone } = canvas;
  const length = 11.5;
  for (let i = 0; i < bone.length; i++) {
    const [x, y] = [sign * xs[i]! - out, ys[i]! - top];
    if (x < -1 || x > 6 || y < -1 || y > length + 0.5) continue;
    const medial = 0.2 + 0.9 * (y / length) ** 2;
    const lateral = 4.9 - 3.7 * Math.sqrt(Math.max(0, y / length));
    const plate =
      smoothstep(medial - 0.08, medial + 0.1, x) *
      smoothstep(lateral + 0.1, lateral - 0.1, x) *
      smoothstep(-0.2, 0.2, y);
    bone[i]! += patient.bone * plate * 0.2;
  }
  const node = (x: number, y: number, radius: number, density: number): Node => ({
    x: sign * (out + x),
    y: top + y,
    radius,
    density: patient.bone * density * 1.35,
  });
  const border = [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) =>
    node(4.8 - 3.6 * Math.sqrt(t), t * length, 0.42 - 0.12 * t, 0.5),
  );
  addTube(canvas, canvas.bone, border, solid);
  const inner = [0, 0.25, 0.5, 0.75, 1].map((t) => node(0.2 + 0.9 * t * t, t * length, 0.14, 0.7));
  addTube(canvas, canvas.bone, inner, solid);
  addTube(canvas, canvas.bone, [node(0.4, 2.4, 0.3, 0.35), node(3, 0.5, 0.45, 0.4), node(5.6, -1.6, 0.6, 0.45)], solid);
}

function addHumerus(canvas: Canvas, sign: number, x0: number, y0: number, patient: Patient): void {
  const { x: xs, y: ys, bone } = canvas;
  const head = ellipsoid({ x: sign * x0, y: y0, a: 2.3, b: 2.4, depth: 1.25 * patient.bone });
  for (let i = 0; i < bone.length; i++) bone[i]! += head(xs[i]!, ys[i]!);
  const shaft = [0, 1, 2, 3].map((k) => ({
    x: sign * (x0 + 0.7 + 0.45 * k),
    y: y0 + 1.2 + 4.5 * k,
    radius: 1.25 - 0.1 * k,
    density: patient.bone * 0.75,
  }));
  addTube(canvas, canvas.bone, shaft, cortical);
}
