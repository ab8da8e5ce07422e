import { random } from '../../stats/random.ts';
import type { Canvas } from './canvas.ts';

/** Cells per cm of each octave of the lung's fine structure, and its standard deviation in cm of tissue. */
const OCTAVES = [
  { cells: 0.35, depth: 0.16 },
  { cells: 1.1, depth: 0.12 },
  { cells: 2.4, depth: 0.1 },
] as const;
const GRID = 128;

/** Uneven aeration and vessels too small to draw: smooth noise fixed to the anatomy, only where lung is (`gate`). */
export function addParenchyma(canvas: Canvas, seed: number | string, patient: number, gate: Float32Array): void {
  const { x: xs, y: ys, soft } = canvas;
  for (const [octave, { cells, depth }] of OCTAVES.entries()) {
    const r = random(seed, 'phantom parenchyma', patient, octave);
    const grid = Float32Array.from({ length: GRID * GRID }, () => (r.next() + r.next() + r.next() - 1.5) * 2 * depth);
    for (let i = 0; i < soft.length; i++) {
      if (gate[i] === 0) continue;
      const u = xs[i]! * cells + GRID / 2;
      const v = ys[i]! * cells + GRID / 2;
      const [c, w] = [Math.floor(u), Math.floor(v)];
      const [s, t] = [u - c, v - w];
      const k = (w & (GRID - 1)) * GRID;
      const below = ((w + 1) & (GRID - 1)) * GRID;
      const [a, b] = [c & (GRID - 1), (c + 1) & (GRID - 1)];
      const top = grid[k + a]! * (1 - s) + grid[k + b]! * s;
      const bottom = grid[below + a]! * (1 - s) + grid[below + b]! * s;
      soft[i]! += gate[i]! * (top * (1 - t) + bottom * t);
    }
  }
}
