import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';
import { descendingOrder } from './order.ts';
import { type BinningOptions, checkBins, equalWidthBin } from './reliability.ts';

/** Expected and maximum calibration error as functions of case weights; equal-mass bins hold equal weight. */
export function weightedCalibrationError(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  binning: BinningOptions = {},
): (weights: ArrayLike<number>) => { readonly expected: number; readonly maximum: number } | null {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  const p = checkProbabilities(probabilities);
  const bins = checkBins(binning.bins);
  const binsOf = binning.binning === 'equal mass' ? equalMass(p, bins) : equalWidth(p, bins);
  const gap = new Float64Array(bins); // Σ w (y − p) of each bin
  const mass = new Float64Array(bins);
  return (weights) => {
    let total = 0;
    for (let i = 0; i < y.length; i++) total += weights[i]!;
    if (!(total > 0)) return null;
    gap.fill(0);
    mass.fill(0);
    const bin = binsOf(weights, total);
    for (let i = 0; i < y.length; i++) {
      gap[bin[i]!]! += weights[i]! * (y[i]! - p[i]!);
      mass[bin[i]!]! += weights[i]!;
    }
    let [expected, maximum] = [0, 0];
    for (let b = 0; b < bins; b++) {
      if (mass[b] === 0) continue;
      expected += Math.abs(gap[b]!);
      maximum = Math.max(maximum, Math.abs(gap[b]!) / mass[b]!);
    }
    return { expected: expected / total, maximum };
  };
}

type BinsOf = (weights: ArrayLike<number>, total: number) => Uint32Array;

function equalWidth(p: Float64Array, bins: number): BinsOf {
  const bin = Uint32Array.from(p, (x) => equalWidthBin(x, bins));
  return () => bin;
}

/** Bins of equal weight, tied predictions together: they move with the weights. */
function equalMass(p: Float64Array, bins: number): BinsOf {
  const order = descendingOrder(p).reverse();
  const bin = new Uint32Array(p.length);
  return (weights, total) => {
    let before = 0;
    for (let start = 0; start < order.length; ) {
      const here = Math.min(bins - 1, Math.floor((before * bins) / total));
      let end = start;
      for (; end < order.length && p[order[end]!] === p[order[start]!]; end++) {
        bin[order[end]!] = here;
        before += weights[order[end]!]!;
      }
      start = end;
    }
    return bin;
  };
}
