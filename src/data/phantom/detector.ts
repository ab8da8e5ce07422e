import { random } from '../../stats/random.ts';
import type { Canvas } from './canvas.ts';
import type { Film } from './patient.ts';

/** Linear attenuation at about 70 keV, 1/cm: soft tissue and cortical bone (NIST XCOM, rounded). */
const MU_SOFT = 0.2;
const MU_BONE = 0.48;

/** From path lengths to the picture: Beer–Lambert, scatter, quantum noise, the detector's blur, and the grey window of a viewer. */
export function expose(canvas: Canvas, film: Film, seed: number | string, patient: number, image: number): Uint8Array {
  const { size, soft, bone } = canvas;
  const primary = new Float32Array(soft.length);
  for (let i = 0; i < primary.length; i++) primary[i] = Math.exp(-MU_SOFT * soft[i]! - MU_BONE * bone[i]!);

  const veil = blur(
    primary.map((v) => Math.min(v, 0.25)),
    size,
    Math.round(0.045 * size),
    3,
  );
  const r = random(seed, 'phantom noise', patient, image);
  const photons = 14000 * film.photons * (256 / size) ** 2 * (size / 256) ** 1.2;
  const signal = new Float32Array(primary.length);
  for (let i = 0; i < signal.length; i++) {
    const mean = primary[i]! * (1 - 0.4 * film.scatter) + film.scatter * 0.6 * veil[i]!;
    // Poisson noise, as the normal that it nearly is at these counts; three uniforms are normal enough and quick.
    const z = 2 * (r.next() + r.next() + r.next() - 1.5);
    signal[i] = Math.max(1e-4, mean + z * Math.sqrt(mean / photons));
  }
  const sharp = blur(signal, size, 1, 1, 0.45);
  const density = sharp.map((v) => -Math.log(v));
  const [low, high] = window(density);
  const out = new Uint8Array(density.length);
  for (let i = 0; i < out.length; i++) {
    const t = ((density[i]! - low) / (high - low) - 0.5) * film.contrast + 0.5 + film.brightness;
    out[i] = Math.round(255 * curve(t));
  }
  return out;
}

/** A film's S: linear in the middle, flattening in the toe and the shoulder. */
function curve(t: number): number {
  return Math.min(1, Math.max(0, (sigmoid(t) - sigmoid(-0.05)) / (sigmoid(1.12) - sigmoid(-0.05))));
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-5.2 * (v - 0.5)));

/** Automatic exposure: percentiles of the density within the body (air beside it is left out). */
function window(density: Float32Array): [number, number] {
  const sorted = density.filter((v, i) => i % 7 === 0 && v > 0.75).sort();
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))] ?? 1;
  return [at(0.03) - 0.42, at(0.985) + 0.35];
}

/** Box blur of the given radius, `times` over (three come near a Gaussian), mixed with the original by `share`. */
function blur(from: Float32Array, size: number, radius: number, times: number, share = 1): Float32Array {
  let now = from;
  for (let k = 0; k < times; k++) now = boxRows(boxRows(now, size, radius), size, radius); // each pass transposes
  return share === 1 ? now : now.map((v, i) => v * share + from[i]! * (1 - share));
}

/** Running mean along rows, edges repeated; the result is transposed, so that two passes blur both ways. */
function boxRows(from: Float32Array, size: number, radius: number): Float32Array {
  const to = new Float32Array(from.length);
  const n = 2 * radius + 1;
  for (let y = 0; y < size; y++) {
    const row = y * size;
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += from[row + Math.min(size - 1, Math.max(0, k))]!;
    for (let x = 0; x < size; x++) {
      to[x * size + y] = sum / n;
      sum += from[row + Math.min(size - 1, x + radius + 1)]! - from[row + Math.max(0, x - radius)]!;
    }
  }
  return to;
}
