import { attention, Dropout, LayerNorm, Linear, Module, ModuleList } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';
import { type BertConfig, LAYER_NORM_EPS } from './config.ts';

class BertSelfAttention extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly #heads: number;
  readonly #dropout: number;

  constructor({ width, numHeads, dropout }: BertConfig) {
    super();
    if (width % numHeads !== 0) throw new RangeError(`${numHeads} heads do not divide a width of ${width}`);
    this.query = new Linear({ inFeatures: width, outFeatures: width });
    this.key = new Linear({ inFeatures: width, outFeatures: width });
    this.value = new Linear({ inFeatures: width, outFeatures: width });
    this.#heads = numHeads;
    this.#dropout = dropout;
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    const [n, length, width] = x.shape as [number, number, number];
    const heads = (part: Tensor) => part.reshape([n, length, this.#heads, width / this.#heads]).transpose(1, 2);
    const [q, k, v] = [this.query, this.key, this.value].map((layer) => heads(layer.call(x))) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = attention(q, k, v, { mask, dropout: this.training ? this.#dropout : 0 });
    return mixed.transpose(1, 2).reshape([n, length, width]);
  }
}

/** What ends both halves of a layer: a linear layer, the residual, then the norm ("post-norm"). */
class BertOutput extends Module<[x: Tensor, residual: Tensor]> {
  readonly dense: Linear;
  readonly LayerNorm: LayerNorm;
  readonly dropout: Dropout;

  constructor({ width, dropout }: BertConfig, inFeatures: number) {
    super();
    this.dense = new Linear({ inFeatures, outFeatures: width });
    this.LayerNorm = new LayerNorm({ normalizedShape: width, eps: LAYER_NORM_EPS });
    this.dropout = new Dropout({ p: dropout });
  }

  forward(x: Tensor, residual: Tensor): Tensor {
    return this.LayerNorm.call(this.dropout.call(this.dense.call(x)).add(residual));
  }
}

class BertAttention extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly self: BertSelfAttention;
  readonly output: BertOutput;

  constructor(config: BertConfig) {
    super();
    this.self = new BertSelfAttention(config);
    this.output = new BertOutput(config, config.width);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    return this.output.call(this.self.call(x, mask), x);
  }
}

class BertIntermediate extends Module {
  readonly dense: Linear;

  constructor({ width }: BertConfig) {
    super();
    this.dense = new Linear({ inFeatures: width, outFeatures: 4 * width });
  }

  forward(x: Tensor): Tensor {
    return this.dense.call(x).gelu();
  }
}

class BertLayer extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly attention: BertAttention;
  readonly intermediate: BertIntermediate;
  readonly output: BertOutput;

  constructor(config: BertConfig) {
    super();
    this.attention = new BertAttention(config);
    this.intermediate = new BertIntermediate(config);
    this.output = new BertOutput(config, 4 * config.width);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    const attended = this.attention.call(x, mask);
    return this.output.call(this.intermediate.call(attended), attended);
  }
}

/** Blocks whose norms come after the residuals: [N, L, W] → the same. */
export class BertEncoder extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly layer: ModuleList<BertLayer>;

  constructor(config: BertConfig) {
    super();
    this.layer = new ModuleList(Array.from({ length: config.depth }, () => new BertLayer(config)));
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    let out = x;
    for (const layer of this.layer) out = layer.call(out, mask);
    return out;
  }
}
