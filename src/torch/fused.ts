import { call, handles } from './dispatch.ts';
import { native } from './native.ts';
import type { Tensor } from './tensor.ts';

const ADAM_ = native.op('fovea::adam_', '', false);

export interface AdamStep {
  parameters: readonly Tensor[];
  gradients: readonly Tensor[];
  /** First moments. */
  means: readonly Tensor[];
  /** Second moments. */
  squares: readonly Tensor[];
  /** Weight decay of each parameter. */
  decay: readonly number[];
  /** Decay shrinks the parameter (AdamW) rather than joins the gradient. */
  decoupled: boolean;
  /** What gradients are multiplied by; they are not written to. */
  gradientScale: number;
  learningRate: number;
  betas: readonly [number, number];
  eps: number;
  /** Which update this is, from 1: corrects the bias of the moments. */
  count: number;
}

/**
 * A step of Adam in one pass over memory, for f32 and f64 on the CPU: an operator of our own, native/adam.cc.
 * False, and nothing done, where a parameter and its moments do not lie alike in memory.
 */
export function adamStep_(step: AdamStep): boolean {
  const { parameters, gradients, means, squares, decay, decoupled, gradientScale, learningRate, betas, eps, count } =
    step;
  const tensors = [parameters, gradients, means, squares].map(handles);
  return call(ADAM_, ...tensors, [...decay], gradientScale, learningRate, ...betas, eps, count, decoupled) as boolean;
}
