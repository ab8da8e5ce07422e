import { type AdamOptions, scaleByAdam } from './adam.ts';
import { addDecayedWeights, type DecayMask } from './decay.ts';
import { fusedAdam } from './fused-adam.ts';
import { type LearningRate, scaleByLearningRate } from './learning-rate.ts';
import { accumulateMomentum } from './momentum.ts';
import { chain, type Transform } from './transform.ts';

export interface WeightDecayOptions {
  weightDecay?: number;
  /** Which parameters decay; by default all but biases and normalisation scales. PyTorch's single group: `decayAll`. */
  mask?: DecayMask;
}

export interface SgdOptions extends WeightDecayOptions {
  learningRate: LearningRate;
  momentum?: number;
  dampening?: number;
  nesterov?: boolean;
}

/** Stochastic gradient descent as `torch.optim.SGD`; weight decay is an L2 penalty. */
export function sgd(options: SgdOptions): Transform {
  const { learningRate, momentum = 0, dampening = 0, nesterov = false } = options;
  const steps = [...penalty(options)];
  if (momentum !== 0 || nesterov) steps.push(accumulateMomentum({ momentum, dampening, nesterov }));
  return chain(...steps, scaleByLearningRate(learningRate));
}

export interface AdamwOptions extends AdamOptions, WeightDecayOptions {
  learningRate: LearningRate;
}

/** Adam as `torch.optim.Adam`; weight decay is an L2 penalty. */
export function adam(options: AdamwOptions): Transform {
  const { learningRate, weightDecay = 0 } = options;
  const plain = chain(...penalty(options), scaleByAdam(options), scaleByLearningRate(learningRate));
  return fusedAdam({ ...options, weightDecay, decoupled: false }, plain);
}

/** Adam with decoupled weight decay (0.01 unless given) as `torch.optim.AdamW`. */
export function adamw(options: AdamwOptions): Transform {
  const { learningRate, weightDecay = 0.01 } = options;
  const plain = chain(scaleByAdam(options), ...penalty({ ...options, weightDecay }), scaleByLearningRate(learningRate));
  return fusedAdam({ ...options, weightDecay, decoupled: true }, plain);
}

function penalty({ weightDecay = 0, mask }: WeightDecayOptions): Transform[] {
  return weightDecay === 0 ? [] : [addDecayedWeights({ weightDecay, ...(mask && { mask }) })];
}
