import { type Canvas, smoothstep } from './canvas.ts';
import type { Patient } from './patient.ts';

/** Height of a thoracic vertebra with its disc, cm. */
export const VERTEBRA = 2.35;

/** x of the spine's middle at height y. */
export const spineX = (y: number, { scoliosis }: Patient) => scoliosis * Math.sin((y + 6) / 9);

/** Vertebral bodies, discs between them, pedicles and spinous processes. */
export function addSpine(canvas: Canvas, patient: Patient): void {
  const { x: xs, y: ys, bone } = canvas;
  for (let i = 0; i < bone.length; i++) {
    const y = ys[i]!;
    const x = Math.abs(xs[i]! - spineX(y, patient));
    if (x > 3.6) continue;
    const half = 1.45 + 0.022 * (y + 14);
    const phase = y / VERTEBRA - Math.floor(y / VERTEBRA); // 0…1 through one vertebra, the disc at its end
    const waist = half * (1 - 0.1 * Math.sin(Math.PI * phase));
    const body = smoothstep(waist + 0.15, waist - 0.3, x);
    const disc = smoothstep(0.8, 0.86, phase) * smoothstep(1, 0.95, phase);
    const plate = Math.exp(-(((phase - 0.78) / 0.04) ** 2)) + Math.exp(-((phase / 0.04) ** 2));
    const pedicle = Math.exp(-(((x - 0.72 * half) / 0.22) ** 2) - ((phase - 0.3) / 0.14) ** 2);
    const spinous = Math.exp(-((x / 0.24) ** 2) - ((phase - 0.62) / 0.22) ** 2);
    const transverse =
      smoothstep(3.2, 2.2, x) * Math.exp(-(((phase - 0.35) / 0.13) ** 2)) * smoothstep(waist - 0.3, waist, x);
    bone[i]! +=
      patient.bone * (body * (0.62 - 0.3 * disc + 0.16 * plate) + 0.28 * pedicle + 0.3 * spinous + 0.25 * transverse);
  }
}
