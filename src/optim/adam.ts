import {
  foreachAdd_,
  foreachAddcmul_,
  foreachAddScalar_,
  foreachDiv,
  foreachMulScalar_,
  foreachSqrt,
} from '../torch/index.ts';
import type { Transform } from './transform.ts';

export interface AdamOptions {
  /** Decay of the mean of the gradients (0.9) and of the mean of their squares (0.999). */
  betas?: readonly [number, number];
  /** Added to the root of the mean square; 1e-8. */
  eps?: number;
}

/** The update of Adam, m̂ ÷ (√v̂ + ε) (Kingma & Ba 2015, algorithm 1), before the learning rate. */
export function scaleByAdam(options: AdamOptions = {}): Transform {
  const { betas = [0.9, 0.999], eps = 1e-8 } = options;
  const [beta1, beta2] = checkBetas(betas);
  return {
    state: ['exp_avg', 'exp_avg_sq'],
    update(updates, slice) {
      const { tensors: gradients, scale } = updates;
      const means = slice.state('exp_avg');
      const squares = slice.state('exp_avg_sq');
      foreachMulScalar_(means, beta1);
      foreachAdd_(means, gradients, { alpha: (1 - beta1) * scale });
      foreachMulScalar_(squares, beta2);
      foreachAddcmul_(squares, gradients, gradients, { value: (1 - beta2) * scale * scale });
      // m̂ ÷ (√v̂ + ε) = (c₂ ÷ c₁) m ÷ (√v + c₂ ε): both corrections become scalars, and two passes are saved
      const c1 = 1 - beta1 ** slice.count;
      const c2 = Math.sqrt(1 - beta2 ** slice.count);
      const roots = foreachSqrt(squares);
      foreachAddScalar_(roots, eps * c2);
      updates.replace(foreachDiv(means, roots), { scale: c2 / c1, scratch: true });
    },
  };
}

export function checkBetas(betas: readonly [number, number]): readonly [number, number] {
  for (const beta of betas) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`Adam's betas must be in [0, 1), not ${betas.join(', ')}`);
  }
  return betas;
}
