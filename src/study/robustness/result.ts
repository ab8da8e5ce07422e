import type { CorruptionName, SeverityTable } from '../../image/index.ts';
import type { Estimate } from '../../stats/index.ts';

/** What `--robustness` adds to an evaluation or a comparison. Plain JSON. */
export interface RobustnessResult {
  /** Whose severities: MedMNIST-C has one table for each of its data sets. */
  readonly severityTable: SeverityTable;
  readonly severities: readonly number[];
  readonly seed: number;
  readonly models: readonly ModelRobustness[];
  /** The model that balanced errors are divided by, as MedMNIST-C divides by AlexNet's; null of a single model. */
  readonly reference: string | null;
  /** Whether the order of the models by AUROC stays; null of a single model. */
  readonly ranking: RankingResult | null;
}

/** AUROC, and 1 − balanced accuracy at the frozen threshold. Means over the seeds; intervals hold the trained models fixed. */
export interface Scores {
  readonly auroc: Estimate;
  readonly balancedError: Estimate;
}

/** Means over severities (or severities and corruptions) of the balanced error. */
export interface ErrorSummary {
  readonly balancedError: Estimate;
  /** Less the balanced error on clean images. */
  readonly increase: Estimate;
  /** MedMNIST-C's BE and RBE: both sums divided by the reference's. */
  readonly against: { readonly balancedError: Estimate; readonly relativeBalancedError: Estimate } | null;
}

export interface CorruptionResult extends ErrorSummary {
  readonly name: CorruptionName;
  /** At each severity. */
  readonly scores: readonly Scores[];
}

export interface ModelRobustness {
  readonly name: string;
  readonly clean: Scores;
  readonly corruptions: readonly CorruptionResult[];
  readonly overall: ErrorSummary;
  readonly resolutions: readonly (Scores & Change & { readonly share: number })[];
  readonly shifts: readonly (Scores & Change & { readonly pixels: number; readonly withinPatch: boolean | null })[];
  /** Side of a ViT's patch, pixels. */
  readonly patchSize: number | null;
}

export interface Change {
  /** Mean change of the probabilities (half the sum of absolute differences over classes). */
  readonly change: Estimate;
  /** Share of the cases that are called otherwise. */
  readonly flipped: Estimate;
}

export interface RankingResult {
  /** Kendall's τ-b between the order on clean images and that by mean AUROC under corruption. */
  readonly tau: Estimate;
  readonly byCorruption: readonly { readonly name: CorruptionName; readonly tau: number | null }[];
  readonly decision: 'survives' | 'changes' | 'cannot tell';
  readonly sentence: string;
}
