import type { Tensor } from '../../torch/index.ts';

export interface BertConfig {
  readonly vocabSize: number;
  /** The most tokens that it sees at once. */
  readonly contextLength: number;
  readonly depth: number;
  readonly numHeads: number;
  readonly width: number;
  readonly dropout: number;
  /** The padding token, whose embedding is zero and is not learnt from its lookups; 0 unless given. */
  readonly padId?: number;
}

export interface BertInput {
  /** Segment of each token, 0 or 1: i64 [N, L]; all 0 unless given. */
  readonly tokenTypes?: Tensor | null;
  /** True where there is a token, false where there is padding: [N, L]; null where nothing is padded. */
  readonly mask?: Tensor | null;
}

export const LAYER_NORM_EPS = 1e-12;
