import { foreachAdd_, foreachMulScalar_ } from '../torch/index.ts';
import type { Transform } from './transform.ts';

export interface MomentumOptions {
  /** Share of the buffer that each step keeps, e.g. 0.9. */
  momentum: number;
  /** Share of each gradient, but the first, that is left out of the buffer. */
  dampening?: number;
  /** Look ahead by one step of the momentum (Sutskever et al. 2013). */
  nesterov?: boolean;
}

/** Heavy-ball or Nesterov momentum as in `torch.optim.SGD`: b ← μ b + (1 − dampening) g. */
export function accumulateMomentum(options: MomentumOptions): Transform {
  const { momentum, dampening = 0, nesterov = false } = options;
  if (!(momentum >= 0)) throw new RangeError(`momentum must not be negative, but is ${momentum}`);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new RangeError('Nesterov momentum needs a momentum above 0 and no dampening');
  }
  return {
    state: ['momentum_buffer'],
    update(updates, slice) {
      const buffers = slice.state('momentum_buffer');
      const { tensors, scale } = updates;
      if (slice.count > 1) foreachMulScalar_(buffers, momentum);
      foreachAdd_(buffers, tensors, { alpha: slice.count > 1 ? (1 - dampening) * scale : scale });
      if (nesterov) updates.add(buffers, { factor: momentum, indices: [...buffers.keys()] });
      else updates.replace(buffers, { scale: 1, scratch: false });
    },
  };
}
