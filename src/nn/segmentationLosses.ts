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
 * Weighted sum of losses of logits [N, C, H, W] with class indices i64 [N, H, W]. One channel is the logit of class 1 against the
 * background; with more, the background (class 0) counts in cross-entropy and focal loss only.
 */
export function segmentationLoss(
  logits: Tensor,
  target: Tensor,
  weights: SegmentationLoss,
  tversky: TverskyOptions = {},
): Tensor {
  const channels = logits.size(1);
  const binary = channels === 1;
  const wanted = binary
    ? target.unsqueeze(1).to({ dtype: 'f32' })
    : target.oneHot({ numClasses: channels }).permute([0, 3, 1, 2]).to({ dtype: 'f32' });
  const regions = (x: Tensor) => (binary ? x : x.narrow(1, 1, channels - 1));
  const probabilities = () => regions(binary ? logits.sigmoid() : logits.softmax(1));
  const parts: [number, () => Tensor][] = [
    [
      weights.crossEntropy,
      () => (binary ? binaryCrossEntropyWithLogits(logits, wanted) : crossEntropy(logits, target)),
    ],
    [weights.focal, () => (binary ? sigmoidFocalLoss(logits, wanted) : focalLoss(logits, target))],
    [weights.dice, () => softDiceLoss(probabilities(), regions(wanted))],
    [weights.tversky, () => tverskyLoss(probabilities(), regions(wanted), tversky)],
  ];
  return parts
    .filter(([weight]) => weight > 0)
    .map(([weight, loss]) => loss().mul(weight))
    .reduce((sum, part) => sum.add(part));
}
