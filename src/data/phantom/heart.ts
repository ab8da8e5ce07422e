import { type Canvas, ellipsoid, smoothstep } from './canvas.ts';
import type { Film, Patient } from './patient.ts';
import { LUNG_DENSITY, type Thorax } from './thorax.ts';

/**
 * Heart and great vessels: the depth of soft tissue that takes the lung's place in the middle, cm. Right border: superior vena
 * cava and right atrium; left border: aortic knob, pulmonary trunk, ventricle. The trachea is a column of air.
 */
export function addMediastinum(
  canvas: Canvas,
  patient: Patient,
  film: Film,
  thorax: Thorax,
  lung: Float32Array,
): Float32Array {
  const { x: xs, y: ys, soft } = canvas;
  // The heart lies in front: far from an AP film's detector, so enlarged; and pushed up and broad by a shallow breath.
  const size = patient.heart * (film.view === 'AP' ? 1.13 : 1) * (1 + 0.018 * film.breath);
  const shift = film.turn * 1.1;
  const base = Math.min(thorax.domeOf('left'), thorax.domeOf('right') + 1);
  const leftHeart = ellipsoid({
    x: 2.3 * size,
    y: base - 3 * size,
    a: 6.7 * size,
    b: 4 * size,
    angle: 0.6,
    depth: 9.5,
  });
  const rightHeart = ellipsoid({
    x: -1.1 * size,
    y: base - 3.6 * size,
    a: 2.5 * size,
    b: 4.4 * size,
    angle: -0.1,
    depth: 8.5,
  });
  const trunk = ellipsoid({ x: 2.1, y: -1.9, a: 2, b: 2.5, angle: 0.3, depth: 7 });
  const knob = ellipsoid({ x: 1.9, y: -5.1, a: 1.35 + 0.5 * patient.knob, b: 1.7, depth: 6 * patient.knob });
  const cava = ellipsoid({ x: -1.5, y: -4.5, a: 1.35, b: 9, depth: 5 });
  const aorta = ellipsoid({ x: 1.6, y: 2, a: 1.3, b: 9, depth: 4 });
  const filled = new Float32Array(soft.length);
  for (let i = 0; i < soft.length; i++) {
    if (lung[i] === 0) continue;
    const y = ys[i]!;
    const x = xs[i]! - shift * smoothstep(-14, 2, y);
    if (Math.abs(x) > 12) continue;
    const [left, right] = [leftHeart(x, y), rightHeart(x, y)];
    const strip = 1.9 + 0.5 * smoothstep(-8, -14, y);
    const vertical = 9 * smoothstep(strip + 0.6, strip - 1.2, Math.abs(x));
    const solidDepth =
      Math.max(left, right, trunk(x, y), knob(x, y), vertical) +
      0.4 * (cava(x, y) + aorta(x, y)) +
      0.3 * Math.min(left, right);
    filled[i] = Math.min(lung[i]!, 1.22 * solidDepth);
    soft[i]! += filled[i]! * (1 - LUNG_DENSITY);
    soft[i]! -= airway(x, y);
  }
  return filled;
}

/** Trachea down to the carina, then both main bronchi, cm of air. */
function airway(x: number, y: number): number {
  const carina = -3.6;
  if (y < carina) return 1.7 * Math.sqrt(Math.max(0, 1 - ((x + 0.25) / 0.85) ** 2));
  const t = y - carina;
  if (t > 3) return 0;
  const right = Math.abs(x + 0.5 + t * 0.62) / 0.62;
  const left = Math.abs(x - 0.2 - t * 0.95) / 0.55;
  return 1.2 * (1 - t / 3) * Math.sqrt(Math.max(0, 1 - Math.min(right, left) ** 2));
}
