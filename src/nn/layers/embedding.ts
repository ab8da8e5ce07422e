import { embedding, empty, noGrad, scope, type Tensor } from '../../torch/index.ts';
import { normal_ } from '../init.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';

export interface EmbeddingConfig {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  /** The row of the padding token: zero, and never learnt. */
  readonly paddingIdx?: number | null;
}

/** Rows of a table by index: i64 [...] → [..., embeddingDim]. */
export class Embedding extends Module {
  readonly config: Required<EmbeddingConfig>;
  readonly weight: Parameter;
  readonly #options: { readonly paddingIdx: number };

  constructor(config: EmbeddingConfig) {
    super();
    this.config = { paddingIdx: null, ...config };
    const { numEmbeddings, embeddingDim, paddingIdx } = this.config;
    this.weight = normal_(new Parameter(empty([numEmbeddings, embeddingDim])), 0, 1);
    if (paddingIdx !== null) noGrad(() => scope(() => void this.weight.select(0, paddingIdx).zero_()));
    this.#options = { paddingIdx: paddingIdx ?? -1 };
  }

  forward(indices: Tensor): Tensor {
    return embedding(this.weight, indices, this.#options);
  }
}
