import type { Tensor } from '../torch/index.ts';

/** How the losses of the elements become one. */
export type Reduction = 'none' | 'mean' | 'sum';

const REDUCTIONS = { none: 0, mean: 1, sum: 2 } as const;

export interface CrossEntropyOptions {
  /** Weight of each class: [C]. The mean is then the weighted mean. */
  weight?: Tensor | null;
  /** Share of the target spread evenly over all classes. Szegedy et al., CVPR 2016. */
  labelSmoothing?: number;
  /** A target that does not count. */
  ignoreIndex?: number;
  reduction?: Reduction;
}

/** Softmax cross-entropy of logits [N, C, …] with class indices (i64 [N, …]) or class probabilities [N, C, …]. */
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { weight, labelSmoothing, ignoreIndex, reduction = 'mean' } = options;
  return logits.crossEntropyLoss(target, { weight, labelSmoothing, ignoreIndex, reduction: REDUCTIONS[reduction] });
}

export interface BinaryCrossEntropyOptions {
  /** Weight of each element, broadcast to the logits. */
  weight?: Tensor | null;
  /** Weight of the positive examples of each label: [L]; negatives ÷ positives balances them. */
  posWeight?: Tensor | null;
  reduction?: Reduction;
}

/** Sigmoid cross-entropy of logits [N, L] with targets in [0, 1] of the same shape. */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyOptions = {},
): Tensor {
  const { weight, posWeight, reduction = 'mean' } = options;
  return logits.binaryCrossEntropyWithLogits(target, { weight, posWeight, reduction: REDUCTIONS[reduction] });
}

export interface FocalOptions {
  /** How strongly easy examples are turned down; 0 is cross-entropy. */
  gamma?: number;
  reduction?: Reduction;
}

/**
 * Binary focal loss of logits with targets of the same shape: −α_t (1 − p_t)^γ log p_t, where `alpha` (0.25, null: none)
 * weighs positives and 1 − alpha negatives. Lin et al., "Focal loss for dense object detection", ICCV 2017.
 */
export function sigmoidFocalLoss(
  logits: Tensor,
  target: Tensor,
  options: FocalOptions & { alpha?: number | null } = {},
): Tensor {
  const { alpha = 0.25, gamma = 2, reduction = 'mean' } = options;
  const p = logits.sigmoid();
  const negative = target.neg().add(1);
  const wrong = p.mul(negative).add(p.neg().add(1).mul(target)); // 1 − p_t
  const loss = binaryCrossEntropyWithLogits(logits, target, { reduction: 'none' }).mul(wrong.pow(gamma));
  return reduce(alpha === null ? loss : loss.mul(target.mul(alpha).add(negative.mul(1 - alpha))), reduction);
}

/**
 * Softmax focal loss of logits [N, C, …] with class indices (i64 [N, …]) or class probabilities (float [N, C]): the target's mean of
 * −α_c (1 − p_c)^γ log p_c, `alpha` a weight per class [C]. The mean is over examples, not weighted. Lin et al., ICCV 2017, for more
 * than two classes.
 */
export function focalLoss(
  logits: Tensor,
  target: Tensor,
  options: FocalOptions & { alpha?: Tensor | null } = {},
): Tensor {
  const { alpha = null, gamma = 2, reduction = 'mean' } = options;
  if (target.dtype !== 'i64') {
    const logPs = logits.logSoftmax(1);
    const terms = logPs.neg().mul(logPs.expm1().neg().pow(gamma)).mul(target);
    return reduce((alpha === null ? terms : terms.mul(alpha)).sum({ dim: 1 }), reduction);
  }
  const logP = logits.logSoftmax(1).gather(1, target.unsqueeze(1)).squeeze(1);
  const loss = logP.neg().mul(logP.expm1().neg().pow(gamma));
  if (alpha === null) return reduce(loss, reduction);
  const weights = alpha.indexSelect(0, target.flatten()).reshape(target.shape);
  return reduce(loss.mul(weights), reduction);
}

/** Squared error. */
export function mse(output: Tensor, target: Tensor, options: { reduction?: Reduction } = {}): Tensor {
  return output.mseLoss(target, { reduction: REDUCTIONS[options.reduction ?? 'mean'] });
}

function reduce(loss: Tensor, reduction: Reduction): Tensor {
  return reduction === 'none' ? loss : reduction === 'mean' ? loss.mean() : loss.sum();
}
