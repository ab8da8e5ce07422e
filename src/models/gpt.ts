import { attention, Dropout, Embedding, init, LayerNorm, Module, ModuleList } from '../nn/index.ts';
import { arange, linear, type Tensor } from '../torch/index.ts';
import { Conv1D } from './conv1d.ts';
import type { KvCache } from './kv-cache.ts';

export interface GptConfig {
  readonly vocabSize: number;
  /** The most tokens that it sees at once. */
  readonly contextLength: number;
  readonly depth: number;
  readonly numHeads: number;
  readonly width: number;
  readonly dropout: number;
}

export interface GptInput {
  /** What was read before; the tokens given now follow it. */
  readonly cache?: KvCache;
  /** Logits of the last position alone: [N, 1, V]. */
  readonly lastOnly?: boolean;
}

class GptAttention extends Module<[x: Tensor, layer: number, cache?: KvCache]> {
  readonly cAttn: Conv1D;
  readonly cProj: Conv1D;
  readonly #heads: number;
  readonly #dropout: number;

  constructor({ width, numHeads, dropout }: GptConfig) {
    super();
    if (width % numHeads !== 0) throw new RangeError(`${numHeads} heads do not divide a width of ${width}`);
    this.cAttn = new Conv1D({ inFeatures: width, outFeatures: 3 * width });
    this.cProj = new Conv1D({ inFeatures: width, outFeatures: width });
    this.#heads = numHeads;
    this.#dropout = dropout;
  }

  forward(x: Tensor, layer: number, cache?: KvCache): Tensor {
    const [n, length, width] = x.shape as [number, number, number];
    const heads = (part: Tensor) => part.reshape([n, length, this.#heads, width / this.#heads]).transpose(1, 2);
    const [q, k, v] = this.cAttn.call(x).split(width, { dim: 2 }).map(heads) as [Tensor, Tensor, Tensor];
    const [keys, values] = cache?.append(layer, k, v) ?? [k, v];
    const mixed = attention(q, keys, values, { causal: true, dropout: this.training ? this.#dropout : 0 });
    return this.cProj.call(mixed.transpose(1, 2).reshape([n, length, width]));
  }
}

class GptMlp extends Module {
  readonly cFc: Conv1D;
  readonly cProj: Conv1D;

  constructor({ width }: GptConfig) {
    super();
    this.cFc = new Conv1D({ inFeatures: width, outFeatures: 4 * width });
    this.cProj = new Conv1D({ inFeatures: 4 * width, outFeatures: width });
  }

  forward(x: Tensor): Tensor {
    return this.cProj.call(this.cFc.call(x).gelu({ approximate: 'tanh' }));
  }
}

class GptBlock extends Module<[x: Tensor, layer: number, cache?: KvCache]> {
  readonly ln_1: LayerNorm;
  readonly attn: GptAttention;
  readonly ln_2: LayerNorm;
  readonly mlp: GptMlp;
  readonly #dropout: Dropout;

  constructor(config: GptConfig) {
    super();
    this.ln_1 = new LayerNorm({ normalizedShape: config.width });
    this.attn = new GptAttention(config);
    this.ln_2 = new LayerNorm({ normalizedShape: config.width });
    this.mlp = new GptMlp(config);
    this.#dropout = new Dropout({ p: config.dropout });
  }

  forward(x: Tensor, layer: number, cache?: KvCache): Tensor {
    const drop = (branch: Tensor) => (this.training ? this.#dropout.call(branch) : branch);
    const attended = x.add(drop(this.attn.call(this.ln_1.call(x), layer, cache)));
    return attended.add(drop(this.mlp.call(this.ln_2.call(attended))));
  }
}

class GptTrunk extends Module<[tokens: Tensor, cache?: KvCache]> {
  readonly wte: Embedding;
  readonly wpe: Embedding;
  readonly drop: Dropout;
  readonly h: ModuleList<GptBlock>;
  readonly lnF: LayerNorm;

  constructor(config: GptConfig) {
    super();
    const { vocabSize, contextLength, width, depth, dropout } = config;
    this.wte = new Embedding({ numEmbeddings: vocabSize, embeddingDim: width });
    this.wpe = new Embedding({ numEmbeddings: contextLength, embeddingDim: width });
    this.drop = new Dropout({ p: dropout });
    this.h = new ModuleList(Array.from({ length: depth }, () => new GptBlock(config)));
    this.lnF = new LayerNorm({ normalizedShape: width });
  }

  forward(tokens: Tensor, cache?: KvCache): Tensor {
    const length = tokens.size(1);
    const past = cache?.length ?? 0;
    const places = arange(past, past + length, { dtype: 'i64', device: tokens.device });
    let x = this.drop.call(this.wte.call(tokens).add(this.wpe.call(places)));
    for (const [layer, block] of [...this.h].entries()) x = block.call(x, layer, cache);
    cache?.advance(length);
    return this.lnF.call(x);
  }
}

/**
 * A causal language model: i64 tokens [N, L] → logits [N, L, V] of the token that follows each. Pre-norm blocks, learnt
 * positions, the output layer is the token embedding transposed; names and layout as GPT-2's in Hugging Face.
 * Radford et al., "Language models are unsupervised multitask learners", 2019.
 */
export class Gpt extends Module<[tokens: Tensor, input?: GptInput]> {
  readonly config: GptConfig;
  readonly transformer: GptTrunk;

  constructor(config: GptConfig) {
    super();
    this.config = config;
    this.transformer = new GptTrunk(config);
    initialise(this);
  }

  forward(tokens: Tensor, { cache, lastOnly = false }: GptInput = {}): Tensor {
    const { contextLength } = this.config;
    const length = (cache?.length ?? 0) + tokens.size(1);
    if (length > contextLength) {
      throw new RangeError(
        `${length} tokens are longer than the model's context of ${contextLength}: shorten the text`,
      );
    }
    const features = this.transformer.call(tokens, cache);
    const wanted = lastOnly ? features.narrow(1, features.size(1) - 1, 1) : features;
    return linear(wanted, this.transformer.wte.weight);
  }
}

/** N(0, 0.02), and less by √(2 × depth) for what is added to the residual stream; section 2.3 of the paper. */
function initialise(model: Gpt): void {
  for (const [name, parameter] of model.namedParameters()) {
    if (/\.wte\.|\.wpe\./.test(name)) init.normal_(parameter, 0, 0.02);
    if (name.endsWith('c_proj.weight')) init.normal_(parameter, 0, 0.02 / Math.sqrt(2 * model.config.depth));
  }
}

/** Sizes by name; a vocabulary and, where wanted, a context come with the tokeniser. */
export const GPT_MODELS = {
  gpt_char: { contextLength: 64, depth: 4, numHeads: 4, width: 128, dropout: 0, vocabSize: 65 },
  gpt_mini: { contextLength: 256, depth: 6, numHeads: 6, width: 192, dropout: 0.1, vocabSize: 8192 },
  gpt_small: { contextLength: 512, depth: 8, numHeads: 8, width: 512, dropout: 0.1, vocabSize: 16384 },
  /** GPT-2's smallest, 124 M parameters. */
  gpt2: { contextLength: 1024, depth: 12, numHeads: 12, width: 768, dropout: 0.1, vocabSize: 50257 },
} as const satisfies Record<string, GptConfig>;

export type GptName = keyof typeof GPT_MODELS;

export function createGpt(name: GptName, overrides: Partial<GptConfig> = {}): Gpt {
  return new Gpt({ ...GPT_MODELS[name], ...overrides });
}
