import { LayerNorm, Linear, Module, Parameter } from '../../nn/index.ts';
import { linear, type Tensor, zeros } from '../../torch/index.ts';
import { type BertConfig, LAYER_NORM_EPS } from './config.ts';

class BertTransform extends Module {
  readonly dense: Linear;
  readonly LayerNorm: LayerNorm;

  constructor({ width }: BertConfig) {
    super();
    this.dense = new Linear({ inFeatures: width, outFeatures: width });
    this.LayerNorm = new LayerNorm({ normalizedShape: width, eps: LAYER_NORM_EPS });
  }

  forward(x: Tensor): Tensor {
    // Under autocast the product is bf16, which libtorch 1.13 does not normalise by f32 weights.
    return this.LayerNorm.call(this.dense.call(x).gelu().to({ dtype: this.dense.weight.dtype }));
  }
}

class BertPredictions extends Module<[x: Tensor, words: Tensor]> {
  readonly bias: Parameter;
  readonly transform: BertTransform;

  constructor(config: BertConfig) {
    super();
    this.bias = new Parameter(zeros([config.vocabSize]));
    this.transform = new BertTransform(config);
  }

  /** The output layer is the token embedding `words` [V, W] itself. */
  forward(x: Tensor, words: Tensor): Tensor {
    return linear(this.transform.call(x), words, { bias: this.bias });
  }
}

/** What pre-training asks of the features [N, L, W] and of the pooled ones [N, W]. */
export class BertHeads extends Module<[features: Tensor, pooled: Tensor, words: Tensor], BertOutputs> {
  readonly predictions: BertPredictions;
  readonly seqRelationship: Linear;

  constructor(config: BertConfig) {
    super();
    this.predictions = new BertPredictions(config);
    this.seqRelationship = new Linear({ inFeatures: config.width, outFeatures: 2 });
  }

  forward(features: Tensor, pooled: Tensor, words: Tensor): BertOutputs {
    return { tokens: this.predictions.call(features, words), next: this.seqRelationship.call(pooled) };
  }
}

export interface BertOutputs {
  /** Logits of the tokens: [N, L, V], or [P, V] of the positions that were asked for. */
  readonly tokens: Tensor;
  /** Logits of "the second segment follows the first" (0) and "it does not" (1): [N, 2]. */
  readonly next: Tensor;
}
