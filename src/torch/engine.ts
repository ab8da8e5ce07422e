import type { Generator } from './arguments.ts';
import { type EngineInfo, type Memory, native } from './native.ts';
import { Tensor } from './tensor.ts';

/** Seeds every default generator (CPU and CUDA). */
export function manualSeed(seed: number): void {
  native.manualSeed(seed);
}

/** The CPU's default generator, which dropout and initialisers draw from. */
export const defaultGenerator: Generator = { index: 0 };

/** A generator of its own, disposable. */
export function generator(seed: number): Generator & Disposable {
  const index = native.generatorCreate(seed);
  return { index, [Symbol.dispose]: () => native.generatorDestroy(index) };
}

/** The generator's state as a u8 tensor, to be written into a checkpoint. */
export function generatorState(of: Generator = defaultGenerator): Tensor {
  return new Tensor(native.generatorState(of.index));
}

export function setGeneratorState(state: Tensor, of: Generator = defaultGenerator): void {
  native.generatorSetState(of.index, state.handle);
}

export function engineInfo(): EngineInfo {
  return native.engineInfo();
}

/** Threads that one operator may use. */
export function threads(): number {
  return native.threads();
}

export function setThreads(count: number): void {
  native.setThreads(count);
}

/** Live tensors and their bytes; a test that leaks shows here. */
export function memory(): Memory {
  return native.memory();
}
