import { type Module, Softmax } from '../../nn/index.ts';
import { noGrad, scope, type Tensor } from '../../torch/index.ts';

export interface AttentionLayer {
  /** Path of the attention's softmax, e.g. `blocks.0.attn.attention`. */
  readonly path: string;
  /** [N, H, L, L], or [N, windows, H, L, L] of window attention; each row sums to 1. */
  readonly weights: Tensor;
}

/** Runs `model` on images [N, C, H, W] in evaluation mode, without gradients; gives each layer's weights, first to last. */
export function captureAttention(model: Module, images: Tensor): AttentionLayer[] {
  const { training } = model;
  const layers: AttentionLayer[] = [];
  const untap = [...model.namedModules()].flatMap(([path, module]) =>
    module instanceof Softmax
      ? [module.onForward((weights) => void layers.push({ path, weights: weights.keep() }))]
      : [],
  );
  if (untap.length === 0) throw new RangeError(`${model.constructor.name} has no attention to look at`);
  try {
    model.eval();
    noGrad(() => scope(() => void model.call(images)));
  } catch (error) {
    for (const { weights } of layers) weights.dispose();
    throw error;
  } finally {
    for (const stop of untap) stop();
    model.train(training);
  }
  return layers;
}
