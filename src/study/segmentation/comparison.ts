import type { Estimate } from '../../stats/index.ts';
import type { MaskCase, MaskEvaluation } from '../../train/index.ts';
import type { Comparison, ComparisonSettings, Cost, PairResult, Spread } from '../comparison.ts';
import type { MaskEndpoint } from './endpoints.ts';

/** What `fovea compare --task segmentation` found: `comparison.json` of its study. Plain JSON. */
export interface MaskComparison
  extends Pick<
    Comparison,
    | 'format'
    | 'fovea'
    | 'created'
    | 'kind'
    | 'minimumDetectableDifference'
    | 'detectable'
    | 'verdict'
    | 'front'
    | 'budget'
    | 'warnings'
  > {
  readonly task: 'segmentation';
  /** What the verdict, the margin and the smallest detectable difference are of. */
  readonly primary: MaskEndpoint;
  readonly test: MaskTestSet;
  readonly settings: ComparisonSettings;
  /** In the order given. */
  readonly models: readonly MaskModelResult[];
  /** Every pair of models and endpoint; p values are adjusted by Holm within each endpoint. */
  readonly pairs: readonly MaskPairResult[];
}

export interface MaskTestSet {
  /** The reference file or data set. */
  readonly source: string;
  readonly n: number;
  /** Classes of region. */
  readonly regions: readonly string[];
  /** Images with a region of any class. */
  readonly positives: number;
  readonly groupColumn: string | null;
  /** Patients; null if unknown. */
  readonly groups: number | null;
  readonly dataHash?: string;
}

export interface MaskModelResult {
  readonly name: string;
  /** Means over the seeds, where there are several. */
  readonly endpoints: Readonly<Record<MaskEndpoint, Estimate>>;
  /** All that `fovea evaluate` states, of each class of region; of several seeds their images together, by patient. */
  readonly regions: Readonly<Record<string, MaskEvaluation>>;
  readonly runs: readonly MaskRunResult[];
  /** Of the primary endpoint; only with several seeds. */
  readonly spread?: Spread;
  readonly cost?: Cost;
}

export interface MaskRunResult {
  /** Path of the mask file, or of the run's folder. */
  readonly source: string;
  readonly seed: number | null;
  readonly values: Readonly<Record<MaskEndpoint, number | null>>;
}

export type MaskPairResult = Omit<PairResult, 'metric'> & { readonly metric: MaskEndpoint };

/** Every case of every model: `cases.json` of the study. */
export interface MaskStudyCases {
  readonly format: 1;
  readonly task: 'segmentation';
  readonly imagePaths: readonly string[];
  /** Absolute paths of the images, where they are known. [n] */
  readonly files: readonly string[] | null;
  readonly models: readonly {
    readonly name: string;
    readonly runs: readonly {
      readonly seed: number | null;
      /** [regions][images] */
      readonly cases: readonly (readonly MaskCase[])[];
    }[];
  }[];
}
