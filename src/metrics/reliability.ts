import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';
import { descendingOrder } from './order.ts';

export interface BinningOptions {
  /** Default 10. */
  readonly bins?: number;
  /**
   * `equal width`: (k/bins, (k+1)/bins], the first with 0; `equal mass`: as many cases in each as can be, tied predictions
   * together. Default `equal width`.
   */
  readonly binning?: 'equal width' | 'equal mass';
}

/** Cases that got about the same prediction. */
export interface ReliabilityGroup {
  readonly cases: readonly number[];
  readonly n: number;
  readonly positives: number;
  readonly meanPredicted: number;
  /** Share of positives. */
  readonly observed: number;
}

/** The non-empty bins of a reliability diagram, lowest predictions first. */
export function reliabilityGroups(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  binning: BinningOptions | 'distinct' = {},
): ReliabilityGroup[] {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  const p = checkProbabilities(probabilities);
  const order = descendingOrder(p).reverse();
  const groups: ReliabilityGroup[] = [];
  let cases: number[] = [];
  const close = () => {
    const n = cases.length;
    const positives = cases.reduce((sum, i) => sum + y[i]!, 0);
    const meanPredicted = cases.reduce((sum, i) => sum + p[i]!, 0) / n;
    if (n > 0) groups.push({ cases, n, positives, meanPredicted, observed: positives / n });
    cases = [];
  };
  const binOf = assignment(p.length, binning);
  let bin = -1;
  order.forEach((at, position) => {
    const tied = position > 0 && p[at] === p[order[position - 1]!];
    const next = tied ? bin : binOf(p[at]!, position);
    if (next !== bin) close();
    bin = next;
    cases.push(at);
  });
  close();
  return groups;
}

/** Which bin a prediction falls into, given its position in ascending order. */
function assignment(n: number, binning: BinningOptions | 'distinct'): (p: number, position: number) => number {
  if (binning === 'distinct') return (_, position) => position;
  const bins = checkBins(binning.bins);
  if (binning.binning === 'equal mass') return (_, position) => Math.floor((position * bins) / n);
  return (p) => equalWidthBin(p, bins);
}

export function checkBins(bins = 10): number {
  if (!(Number.isInteger(bins) && bins > 0)) throw new RangeError(`bins ${bins} must be a whole number above 0`);
  return bins;
}

/** The k of (k/bins, (k+1)/bins], 0 with the first. */
export const equalWidthBin = (p: number, bins: number): number => Math.max(0, Math.ceil(p * bins) - 1);

/**
 * Calibration errors over a reliability diagram (Naeini, Cooper & Hauskrecht 2015): the mean gap |observed − predicted|, weighted by
 * cases, and the largest gap. Say the binning beside the number: it changes it. `null` without cases.
 */
export function calibrationError(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  binning: BinningOptions = {},
): { readonly expected: number; readonly maximum: number } | null {
  const groups = reliabilityGroups(labels, probabilities, binning);
  if (groups.length === 0) return null;
  const gap = (group: ReliabilityGroup) => Math.abs(group.observed - group.meanPredicted);
  return {
    expected: groups.reduce((sum, group) => sum + group.n * gap(group), 0) / labels.length,
    maximum: groups.reduce((top, group) => Math.max(top, gap(group)), 0),
  };
}
