import { fromHost } from './create.ts';
import { defaultGenerator, generatorState, setGeneratorState } from './engine.ts';
import { activeAutocast, autocast, enableGrad, grad, gradEnabled, noGrad } from './modes.ts';
import { type Handle, native } from './native.ts';
import { scope, surrender } from './scope.ts';
import { Tensor } from './tensor.ts';

let recomputing = false;
let recording = false;

/** Whether a checkpointed block is being computed again; what counts batches must not count it twice. */
export function isRecomputing(): boolean {
  return recomputing;
}

/** Whether what runs without gradients now will be computed again with them: it must then take the same way. */
export function isCheckpointing(): boolean {
  return recording;
}

/**
 * `run(...inputs)` of which only the inputs are kept for the backward pass, where it is computed again: with the same
 * random numbers and under the same autocast, so that the gradients are those of a plain call, bit for bit. `parameters`
 * are what else `run` learns. CPU only, no second derivatives. Chen et al., "Training deep nets with sublinear memory
 * cost", 2016, arXiv:1604.06174.
 */
export function checkpoint(
  run: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  parameters: readonly Tensor[],
): Tensor {
  if (!gradEnabled() || ![...inputs, ...parameters].some((t) => t.requiresGrad)) return run(...inputs);
  if (inputs.some((t) => t.device !== 'cpu')) throw new Error('gradient checkpointing works on the CPU only');
  const random = scope(() => generatorState().toHost());
  const mixed = activeAutocast();

  const again = (handles: Handle[], gradient: Handle): (Handle | null)[] =>
    scope(() => {
      const leaves = handles.map((handle) => new Tensor(handle));
      const seed = new Tensor(gradient);
      const now = generatorState();
      const outer = recomputing;
      let output: Tensor;
      try {
        recomputing = true;
        setGeneratorState(fromHost(random), defaultGenerator);
        output = withoutCastCache(() => enableGrad(() => underAutocast(mixed, () => run(...leaves))));
      } finally {
        recomputing = outer;
        setGeneratorState(now, defaultGenerator);
      }
      const all = [...leaves, ...parameters];
      const learning = all.filter((t) => t.requiresGrad);
      const found = grad([output], learning, { gradients: [seed] });
      const byTensor = new Map(learning.map((t, i) => [t, found[i] ?? null]));
      return all.map((t) => {
        const g = byTensor.get(t) ?? null;
        return g === null ? null : surrender(g);
      });
    });

  return scope(() => {
    const output = withoutCastCache(() => noGrad(() => asRecording(() => scope(() => run(...inputs)))));
    const handles = (tensors: readonly Tensor[]) => tensors.map((t) => t.handle);
    return new Tensor(native.checkpoint(output.handle, handles(inputs), handles(parameters), again));
  });
}

function asRecording<T>(body: () => T): T {
  const outer = recording;
  recording = true;
  try {
    return body();
  } finally {
    recording = outer;
  }
}

/** A weight cast without a graph must not be found by a pass that needs one. */
function withoutCastCache<T>(body: () => T): T {
  const before = native.autocastCache(false);
  try {
    return body();
  } finally {
    native.autocastCache(before);
  }
}

function underAutocast<T>(wanted: ReturnType<typeof activeAutocast>, body: () => T): T {
  const now = activeAutocast();
  if (wanted?.dtype === now?.dtype && wanted?.device === now?.device) return body();
  if (now !== null) throw new Error('call backward() outside autocast: a checkpointed block ran under another one');
  return autocast(body, wanted!);
}
