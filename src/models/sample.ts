import type { Random } from '../stats/random.ts';

export interface SamplingOptions {
  /** Divides the logits; 0 takes the most probable token. Default 1. */
  readonly temperature?: number;
  /** Only the k most probable tokens. */
  readonly topK?: number | null;
  /** Only the fewest tokens that hold this probability together. Holtzman et al., ICLR 2020. */
  readonly topP?: number | null;
}

/** @throws RangeError naming the option that is out of range. */
export function checkSampling({ temperature = 1, topK = null, topP = null }: SamplingOptions): void {
  if (!(temperature >= 0)) throw new RangeError(`temperature must be 0 or more, not ${temperature}`);
  if (topK !== null && !(Number.isInteger(topK) && topK >= 1)) {
    throw new RangeError(`top-k must be a whole number from 1, not ${topK}`);
  }
  if (topP !== null && !(topP > 0 && topP <= 1))
    throw new RangeError(`top-p must be above 0 and at most 1, not ${topP}`);
}

/** Draws a token from logits [V]; ties go to the lower token, so that a seed holds everywhere. */
export function sampleToken(logits: ArrayLike<number>, options: SamplingOptions, rng: Random): number {
  const { temperature = 1, topK = null, topP = null } = options;
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  if (temperature === 0) return best;

  const weights = Float64Array.from(logits, (x) => Math.exp((x - logits[best]!) / temperature));
  let order = Array.from(weights, (_, i) => i);
  if (topK !== null || topP !== null) order.sort((a, b) => weights[b]! - weights[a]! || a - b);
  if (topK !== null) order = order.slice(0, topK);
  if (topP !== null) order = order.slice(0, nucleus(order, weights, topP));

  let left = rng.next() * order.reduce((sum, i) => sum + weights[i]!, 0);
  for (const i of order) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return order.at(-1)!;
}

/** How many of the tokens, most probable first, hold the share `topP`; at least one. */
function nucleus(order: readonly number[], weights: Float64Array, topP: number): number {
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  let held = 0;
  for (const [count, i] of order.entries()) {
    held += weights[i]! / total;
    if (held >= topP) return count + 1;
  }
  return order.length;
}
