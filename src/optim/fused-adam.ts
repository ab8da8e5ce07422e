import { adamStep_ } from '../torch/index.ts';
import { type AdamOptions, checkBetas } from './adam.ts';
import { type DecayMask, decayWeights } from './decay.ts';
import { type LearningRate, learningRateOf } from './learning-rate.ts';
import type { Slice, Transform } from './transform.ts';

export interface FusedAdamOptions extends AdamOptions {
  learningRate: LearningRate;
  weightDecay: number;
  mask?: DecayMask;
  /** AdamW's decay rather than an L2 penalty. */
  decoupled: boolean;
}

/** `otherwise`, in one pass over memory where the engine has it: for f32 and f64 on the CPU. The state is the same. */
export function fusedAdam(options: FusedAdamOptions, otherwise: Transform): Transform {
  const { betas = [0.9, 0.999], eps = 1e-8, weightDecay, mask = decayWeights, decoupled } = options;
  checkBetas(betas);
  return {
    state: otherwise.state,
    update(updates, slice) {
      if (!fusable(slice)) return otherwise.update(updates, slice);
      const { parameters, count } = slice;
      const decay = weightDecay === 0 ? 0 : (slice.weightDecay ?? weightDecay);
      const done = adamStep_({
        parameters,
        gradients: updates.tensors,
        means: slice.state('exp_avg'),
        squares: slice.state('exp_avg_sq'),
        decay: parameters.map((parameter, i) => (mask(slice.names[i]!, parameter) ? decay : 0)),
        decoupled,
        gradientScale: updates.scale,
        learningRate: learningRateOf(options.learningRate, slice),
        betas,
        eps,
        count,
      });
      if (done) updates.settle();
      else otherwise.update(updates, slice);
    },
  };
}

/** All parameters of a slice are of one type and device. */
function fusable({ parameters: [first] }: Slice): boolean {
  return first!.device === 'cpu' && (first!.dtype === 'f32' || first!.dtype === 'f64');
}
