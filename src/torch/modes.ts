import { DTYPES, type DType } from './dtype.ts';
import { native } from './native.ts';
import { Tensor } from './tensor.ts';

/** Runs `body` without recording a graph. */
export function noGrad<T>(body: () => T): T {
  return gradMode(false, body);
}

/** Runs `body` with the graph recorded, inside `noGrad` too. */
export function enableGrad<T>(body: () => T): T {
  return gradMode(true, body);
}

/** Whether a graph is being recorded. */
export function gradEnabled(): boolean {
  const enabled = native.gradMode(false);
  native.gradMode(enabled);
  return enabled;
}

function gradMode<T>(enabled: boolean, body: () => T): T {
  const before = native.gradMode(enabled);
  try {
    return synchronous(body());
  } finally {
    native.gradMode(before);
  }
}

/** Runs `body` in inference mode: faster than `noGrad`, and its tensors can never enter a graph. */
export function inferenceMode<T>(body: () => T): T {
  native.pushInference();
  try {
    return synchronous(body());
  } finally {
    native.popInference();
  }
}

export interface AutocastOptions {
  device?: string;
  /** bf16 (default) or, on CUDA, f16. */
  dtype?: Extract<DType, 'bf16' | 'f16'>;
}

let autocasting: Required<AutocastOptions> | null = null;

/** What `autocast` is on for, or null. */
export function activeAutocast(): Required<AutocastOptions> | null {
  return autocasting;
}

/** Runs `body` with matrix products and convolutions in a narrower type; weights stay as they are (mixed precision). */
export function autocast<T>(body: () => T, options: AutocastOptions = {}): T {
  const { device = 'cpu', dtype = 'bf16' } = options;
  const before = autocasting;
  native.pushAutocast(device, DTYPES[dtype].code);
  autocasting = { device, dtype };
  try {
    return synchronous(body());
  } finally {
    native.popAutocast(device);
    autocasting = before;
  }
}

// A mode belongs to the thread: held over an await it would leak into whoever runs meanwhile.
function synchronous<T>(result: T): T {
  if (result instanceof Promise) throw new TypeError('a mode (noGrad, inferenceMode, autocast) takes synchronous code');
  return result;
}

export interface GradOptions {
  /** One per output; ones for scalars when left out. */
  gradients?: readonly Tensor[];
  retainGraph?: boolean;
  createGraph?: boolean;
}

/** Gradients of `outputs` with respect to `inputs`, without touching `.grad`; null where an output does not depend on an input. */
export function grad(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const { gradients = [], retainGraph = false, createGraph = false } = options;
  const found = native.grad(
    outputs.map((t) => t.handle),
    inputs.map((t) => t.handle),
    gradients.map((t) => t.handle),
    retainGraph || createGraph,
    createGraph,
  );
  return found.map((handle) => (handle === null ? null : new Tensor(handle)));
}

/** Drops the gradients of `tensors`, as PyTorch's `zero_grad(set_to_none=True)`. */
export function clearGradients(tensors: readonly Tensor[]): void {
  native.clearGradients(tensors.map((t) => t.handle));
}
