import type { Tensor } from '../torch/index.ts';
import { binaryCrossEntropyWithLogits, crossEntropy, focalLoss, sigmoidFocalLoss } from './losses.ts';

export interface TverskyOptions {
  /** Weight of pixels marked in vain. */
  alpha?: number;
  /** Weight of pixels missed. */
  beta?: number;
  /** Added above and below, in pixels: what makes an empty class of an empty prediction a loss of 0. */
  smooth?: number;
}

/**
 * 1 − TP ÷ (TP + α FP + β FN) of probabilities, for probabilities and targets [N, C, H, W]: the mean over classes, each counted over the whole
 * batch, so that images without the class do not drown those with it. Salehi et al., "Tversky loss function", MLMI 2017.
 */
export function tverskyLoss(probabilities: Tensor, target: Tensor, options: TverskyOptions = {}): Tensor {
  const { alpha = 0.3, beta = 0.7, smooth = 1 } = options;
  const total = (x: Tensor) => x.sum({ dim: [0, 2, 3] });
  const hit = total(probabilities.mul(target));
  const falsely = total(probabilities).sub(hit).mul(alpha);
  const missed = total(target).sub(hit).mul(beta);
  const above = hit.add(smooth);
  return above.div(above.add(falsely).add(missed)).mean().neg().add(1);
}

/** Tversky with both weights ½: 1 − 2 |A ∩ B| ÷ (|A| + |B|). Milletari et al., V-Net, 3DV 2016; over the batch as nnU-Net. */
export function softDiceLoss(probabilities: Tensor, target: Tensor, { smooth = 1 }: { smooth?: number } = {}): Tensor {
  return tverskyLoss(probabilities, target, { alpha: 0.5, beta: 0.5, smooth });
}

/** Weight of each part; 0 leaves it out. */
export interface SegmentationLoss {
  readonly crossEntropy: number;
  readonly dice: number;
  readonly tversky: number;
  readonly focal: number;
}

/**
 * Weighted sum of losses of logits [N, C, H, W]. With class indices i64 [N, H, W] one channel is the logit of class 1 against the background;
 * with more, the background (class 0) counts in cross-entropy and focal loss only. With targets f32 [N, C, H, W] of 0 and 1 each channel is a
 * region of its own that may overlap others.
 */
export function segmentationLoss(
  logits: Tensor,
  target: Tensor,
  weights: SegmentationLoss,
  tversky: TverskyOptions = {},
): Tensor {
  const channels = logits.size(1);
  const each = channels === 1 || target.ndim === 4;
  const wanted = (
    target.ndim === 4
      ? target
      : channels === 1
        ? target.unsqueeze(1)
        : target.oneHot({ numClasses: channels }).permute([0, 3, 1, 2])
  ).to({ dtype: 'f32' });
  const regions = (x: Tensor) => (each ? x : x.narrow(1, 1, channels - 1));
  const probabilities = () => regions(each ? logits.sigmoid() : logits.softmax(1));
  const parts: [number, () => Tensor][] = [
    [weights.crossEntropy, () => (each ? binaryCrossEntropyWithLogits(logits, wanted) : crossEntropy(logits, target))],
    [weights.focal, () => (each ? sigmoidFocalLoss(logits, wanted) : focalLoss(logits, target))],
    [weights.dice, () => softDiceLoss(probabilities(), regions(wanted))],
    [weights.tversky, () => tverskyLoss(probabilities(), regions(wanted), tversky)],
  ];
  return parts
    .filter(([weight]) => weight > 0)
    .map(([weight, loss]) => loss().mul(weight))
    .reduce((sum, part) => sum.add(part));
}

/**
 * Weights of outputs from fine to coarse as nnU-Net has them: 1, ½, ¼ …, the coarsest nothing where there are more than two, together 1.
 * `sides` are their heights; outputs of one size (as UNet++ gives) all count.
 */
export function deepSupervisionWeights(sides: readonly number[]): number[] {
  const coarsest = sides.length > 2 && sides.at(-1)! < sides[0]! ? sides.length - 1 : -1;
  const weights = sides.map((_, i) => (i === coarsest ? 0 : 2 ** -i));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

/**
 * Deep supervision: the mean of `loss` of several outputs by `deepSupervisionWeights`, each against the target at its own resolution (the
 * nearest pixel). Outputs [N, C, Hᵢ, Wᵢ] finest first, the first of the target's size; target [N, H, W] or [N, C, H, W]. Isensee et al., Nature
 * Methods 2021.
 */
export function deepSupervision(
  outputs: readonly Tensor[],
  target: Tensor,
  loss: (logits: Tensor, target: Tensor) => Tensor,
): Tensor {
  const weights = deepSupervisionWeights(outputs.map((o) => o.size(2)));
  return outputs
    .map((logits, i) => ({ logits, weight: weights[i]! }))
    .filter(({ weight }) => weight > 0)
    .map(({ logits, weight }) => loss(logits, shrunk(target, logits)).mul(weight))
    .reduce((sum, part) => sum.add(part));
}

/** A target at the size of some logits, by the nearest pixel. */
function shrunk(target: Tensor, logits: Tensor): Tensor {
  const size = [logits.size(2), logits.size(3)];
  if (target.size(-2) === size[0] && target.size(-1) === size[1]) return target;
  const maps = target.ndim === 4 ? target : target.unsqueeze(1).to({ dtype: 'f32' });
  const small = maps.upsampleNearest2d(size);
  return target.ndim === 4 ? small : small.squeeze(1).to({ dtype: target.dtype });
}
