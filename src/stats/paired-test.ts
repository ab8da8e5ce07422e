/** The difference of two models on the same cases (first minus second), with its interval and p value. */
export interface PairedTest {
  /** Name of the test. */
  readonly test: string;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** z, or whatever the test is built on; `null` for exact and resampling tests. */
  readonly statistic: number | null;
  readonly standardError: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly n: number;
  /** Why a number is missing or not to be leaned on. */
  readonly reason?: string;
}
