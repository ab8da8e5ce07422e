import { foreachMulScalar_, foreachNorm, noGrad, scope, stack, type Tensor } from '../torch/index.ts';

/** Euclidean norm of all gradients as one vector; 0 where there are none. */
export function gradNorm(parameters: Iterable<Tensor>): number {
  return scope(() => normOf(gradientsOf(parameters)));
}

/**
 * Scales the gradients, in place, so that their common Euclidean norm is at most `max`, and returns the norm they had
 * (`torch.nn.utils.clip_grad_norm_`). A norm that is not finite is an error: clipping would spread the NaN.
 */
export function clipGradNorm(parameters: Iterable<Tensor>, max: number): number {
  return noGrad(() =>
    scope(() => {
      const gradients = gradientsOf(parameters);
      const norm = normOf(gradients);
      const factor = clipFactor(norm, max);
      if (factor < 1) foreachMulScalar_(gradients, factor);
      return norm;
    }),
  );
}

/**
 * What clipping to `max` multiplies gradients of this norm by. `optimizer.step({ gradientScale: clipFactor(gradNorm(p), 1) })`
 * clips without the extra pass over memory that `clipGradNorm` takes.
 */
export function clipFactor(norm: number, max: number): number {
  if (!(max > 0)) throw new RangeError(`gradients are clipped to a norm above 0, not to ${max}`);
  if (!Number.isFinite(norm)) {
    throw new Error(
      `the norm of the gradients is ${norm}: lower the learning rate, or look for bad values in the batch`,
    );
  }
  return Math.min(1, max / (norm + 1e-6)); // ε as in PyTorch
}

/** Clamps each element of the gradients to [−max, max], in place. */
export function clipGradValue(parameters: Iterable<Tensor>, max: number): void {
  if (!(max > 0)) throw new RangeError(`gradients are clipped to a value above 0, not to ${max}`);
  noGrad(() =>
    scope(() => {
      for (const gradient of gradientsOf(parameters)) gradient.clamp_({ min: -max, max });
    }),
  );
}

function gradientsOf(parameters: Iterable<Tensor>): Tensor[] {
  return Array.from(parameters, (parameter) => parameter.grad).filter((gradient) => gradient !== null);
}

function normOf(gradients: readonly Tensor[]): number {
  return gradients.length === 0 ? 0 : stack(foreachNorm(gradients)).norm().item();
}
