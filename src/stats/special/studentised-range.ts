import { normalCdf, normalDensity } from './normal.ts';

const STEP = 1 / 16;
const REACH = 9; // φ(9) < 1e-18

/**
 * P(range of k standard normals ≤ q): the studentised range with infinitely many degrees of freedom, as Nemenyi's test
 * needs it: k ∫ φ(z) [Φ(z) − Φ(z − q)]ᵏ⁻¹ dz (Tukey 1953). The trapezoid rule converges exponentially here.
 */
export function studentisedRangeCdf(q: number, k: number): number {
  if (q <= 0) return 0;
  let sum = 0;
  for (let z = -REACH; z <= REACH; z += STEP) {
    sum += normalDensity(z) * (normalCdf(z) - normalCdf(z - q)) ** (k - 1);
  }
  return Math.min(1, k * sum * STEP);
}

/** The q that the range of k standard normals stays below with probability p, 0 < p < 1; by secant steps inside a bracket. */
export function studentisedRangeQuantile(p: number, k: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability ${p} must lie between 0 and 1`);
  let [low, high] = [0, 20];
  let [fLow, fHigh] = [-p, 1 - p];
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    let q = i % 3 === 2 ? (low + high) / 2 : low - (fLow * (high - low)) / (fHigh - fLow);
    if (!(q > low && q < high)) q = (low + high) / 2;
    const excess = studentisedRangeCdf(q, k) - p;
    if (excess === 0) return q;
    if (excess < 0) [low, fLow] = [q, excess];
    else [high, fHigh] = [q, excess];
  }
  return (low + high) / 2;
}
