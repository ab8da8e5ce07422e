import { type Tensor, tensor } from '../torch/index.ts';

/** The problem of test/golden/optim/make_optim.py: its parameters and the gradients of its loss. */
export interface Problem {
  shapes: Record<string, number[]>;
  steps: number;
  curvature: number;
  skip: Record<string, number[]>;
}

function filled(shape: readonly number[], f: (i: number) => number): Tensor {
  const data = Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => f(i));
  return tensor(data, { shape });
}

/** Parameters by path; the four-dimensional one is channels-last. */
export function makeParameters(problem: Problem): Map<string, Tensor> {
  const parameters = new Map<string, Tensor>();
  for (const [k, [name, shape]] of Object.entries(problem.shapes).entries()) {
    const values = filled(shape, (i) => Math.cos(0.9 * i + k));
    const parameter = shape.length === 4 ? values.contiguous({ memoryFormat: 'channelsLast' }) : values;
    if (parameter !== values) values.dispose();
    parameter.requiresGrad = true;
    parameters.set(name, parameter.keep());
  }
  return parameters;
}

/** Backward pass of step t; parameters that the problem skips get no gradient. */
export function backward(problem: Problem, parameters: ReadonlyMap<string, Tensor>, t: number): void {
  for (const [k, [name, parameter]] of [...parameters].entries()) {
    if (problem.skip[name]?.includes(t)) continue;
    const c = filled(parameter.shape, (i) => Math.sin(0.7 * t + 1.3 * i + k));
    c.mul(parameter)
      .sum()
      .add(
        parameter
          .mul(parameter)
          .sum()
          .mul(0.5 * problem.curvature),
      )
      .backward();
  }
}

/** Largest difference to the golden values, relative to the larger of 1 and the value. */
export function difference(parameters: ReadonlyMap<string, Tensor>, golden: Record<string, number[]>): number {
  let worst = 0;
  for (const [name, values] of Object.entries(golden)) {
    const found = parameters.get(name)!.toArray();
    for (const [i, value] of values.entries()) {
      worst = Math.max(worst, Math.abs(found[i]! - value) / Math.max(1, Math.abs(value)));
    }
  }
  return worst;
}

export function bytesOf(tensors: ReadonlyMap<string, Tensor>): string {
  return [...tensors].map(([name, t]) => `${name} ${Buffer.from(t.toHost().data).toString('hex')}`).join('\n');
}

export function disposeAll(tensors: ReadonlyMap<string, Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose();
}
