import {
  CompactTransformer,
  DistilledVisionTransformer,
  type ImageClassifier,
  VisionTransformer,
} from '../../models/index.ts';
import { Softmax } from '../../nn/index.ts';
import { scope, type Tensor, tensor } from '../../torch/index.ts';
import type { Tapped } from '../taps.ts';

/** The transformers whose attention is over all tokens, and whose answer is read from some of them. */
export type TokenModel = VisionTransformer | CompactTransformer;

export const isTokenModel = (model: ImageClassifier): model is TokenModel =>
  model instanceof VisionTransformer || model instanceof CompactTransformer;

/** The position embeddings [1, prefix + patches, width] of a model's own image size. */
export const positionsOf = (model: TokenModel): Tensor =>
  model instanceof VisionTransformer ? model.posEmbed : model.classifier.positionalEmb;

/** What pools the tokens of a CCT. */
const POOL = 'classifier.attention_pool';

/** Paths to tap for `attentionOf` and `readingOf`: every attention's weights, first to last. */
export function attentionPaths(model: TokenModel): string[] {
  const weights = [...model.namedModules()].flatMap(([path, module]) => (module instanceof Softmax ? [path] : []));
  return model instanceof CompactTransformer ? [...weights, POOL] : weights;
}

/** The weights [N, H, L, L] of each layer. */
export const attentionOf = (seen: readonly Tapped[]): Tensor[] =>
  seen.flatMap(({ path, output }) => (path === POOL ? [] : [output]));

/** How a transformer's answer hangs on its last tokens. */
export interface TokenReading {
  /** Of the patches. */
  readonly grid: readonly [rows: number, columns: number];
  /** Tokens before the patches. */
  readonly prefixTokens: number;
  /** What each token counts in the answer, [N or 1, L]: the class token alone, it and the distillation token, or the pooling's weights. */
  readonly weights: Tensor;
}

export function readingOf(model: TokenModel, images: Tensor, seen: readonly Tapped[]): TokenReading {
  const [height, width] = [images.size(-2), images.size(-1)];
  const length = attentionOf(seen)[0]!.size(-1);
  if (model instanceof CompactTransformer) {
    const { stride } = model.featureInfo.at(-1)!;
    const pool = seen.find(({ path }) => path === POOL)!.output;
    const grid = [Math.ceil(height / stride), Math.ceil(width / stride)] as const;
    return { grid, prefixTokens: 0, weights: pool.detach().squeeze(-1).softmax(1) };
  }
  const { patchSize } = model.patchEmbed.config;
  const grid = [height / patchSize, width / patchSize] as const;
  const read = model instanceof DistilledVisionTransformer ? [0.5, 0.5] : [1];
  const weights = tensor([[...read, ...Array.from({ length: length - read.length }, () => 0)]], {
    device: images.device,
  });
  return { grid, prefixTokens: length - grid[0] * grid[1], weights: weights.to({ dtype: images.dtype }) };
}

/** A flow from input to last tokens [N, L, L] as the answer sees it, on the grid of patches: [N, rows, columns]. */
export function readFlow(flow: Tensor, { grid, prefixTokens, weights }: TokenReading): Tensor {
  return scope(() => {
    const seen = weights.unsqueeze(1).matmul(flow).squeeze(1);
    return seen.narrow(1, prefixTokens, grid[0] * grid[1]).unflatten(1, grid);
  });
}
