import { checkSameLength, checkScores } from './input.ts';
import { descendingOrder } from './order.ts';

/** What refusing the least certain cases buys (El-Yaniv & Wiener 2010). */
export interface RiskCoverage {
  /** Share of cases kept, most certain first: 1/n, 2/n, … 1. [n] */
  readonly coverage: Float64Array;
  /** Mean loss among the kept; equally certain cases share theirs. [n] */
  readonly risk: Float64Array;
  /** Area under the curve: the mean risk over coverages (Geifman & El-Yaniv 2019). `null` without cases. */
  readonly area: number | null;
}

/** `confidences`: higher means more certain; `losses`: 1 for an error, 0 for none, or any loss of a case. [n] */
export function riskCoverage(confidences: ArrayLike<number>, losses: ArrayLike<number>): RiskCoverage {
  checkSameLength(confidences, losses, 'confidences and losses');
  const values = checkScores(confidences);
  const loss = checkScores(losses);
  const order = descendingOrder(values);
  const n = order.length;
  const coverage = Float64Array.from(order, (_, i) => (i + 1) / n);
  const risk = new Float64Array(n);
  let before = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let tied = 0;
    while (end < n && values[order[end]!] === values[order[start]!]) tied += loss[order[end++]!]!;
    for (let i = start; i < end; i++) risk[i] = (before + (tied * (i + 1 - start)) / (end - start)) / (i + 1);
    before += tied;
    start = end;
  }
  return { coverage, risk, area: n > 0 ? risk.reduce((sum, r) => sum + r, 0) / n : null };
}
