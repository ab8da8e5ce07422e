/** A number that is never shown naked: its interval, how that was made, its n, and what a trivial classifier reaches. */
export interface Estimate {
  /** `null` where the data do not define it; `reason` says why. */
  readonly value: number | null;
  /** Lower and upper end of the interval (95 % unless told otherwise). */
  readonly low: number | null;
  readonly high: number | null;
  /** How the interval was made. */
  readonly method: string;
  /** The cases the value is computed over: for sensitivity the positives, for AUROC all. */
  readonly n: number;
  /** What the trivial classifier reaches; `null` where it reaches nothing defined. */
  readonly baseline: number | null;
  /** Why a number is missing or not to be leaned on. */
  readonly reason?: string;
}

/** An interval with the method that made it. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
  readonly method: string;
  readonly reason?: string;
}

/** The z of a two-sided interval needs a confidence strictly between 0 and 1. */
export function checkConfidence(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence ${confidence} must lie between 0 and 1, for instance 0.95`);
  }
  return confidence;
}
