import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { chooseBlasKernels } from './blas-kernels.ts';

/** A tensor as the addon knows it: slot and generation in one small integer. */
export type Handle = number;

/** What `native/` exports. */
export interface Native {
  op(name: string, overload: string, discard: boolean): number;
  call(op: number, ...args: unknown[]): unknown;
  schema(name: string, overload: string): string | null;
  free(handles: Int32Array, count: number): void;
  fromBytes(bytes: Uint8Array, dtype: number, shape: readonly number[]): Handle;
  toBytes(tensor: Handle, target: Uint8Array): void;
  shape(tensor: Handle): number[];
  strides(tensor: Handle): number[];
  dtype(tensor: Handle): number;
  device(tensor: Handle): string;
  item(tensor: Handle): number;
  backward(tensor: Handle, gradient: Handle | null, retainGraph: boolean, createGraph: boolean): void;
  grad(
    outputs: Handle[],
    inputs: Handle[],
    gradients: Handle[],
    retainGraph: boolean,
    createGraph: boolean,
  ): (Handle | null)[];
  gradientOf(tensor: Handle): Handle | null;
  setGradient(tensor: Handle, gradient: Handle | null): void;
  clearGradients(tensors: Handle[]): void;
  setRequiresGrad(tensor: Handle, requiresGrad: boolean): void;
  requiresGrad(tensor: Handle): boolean;
  retainGrad(tensor: Handle): void;
  gradMode(enabled: boolean): boolean;
  pushInference(): void;
  popInference(): void;
  pushAutocast(device: string, dtype: number): void;
  popAutocast(device: string): void;
  autocastCache(enabled: boolean): boolean;
  checkpoint(
    output: Handle,
    inputs: Handle[],
    parameters: Handle[],
    again: (inputs: Handle[], gradient: Handle) => (Handle | null)[],
  ): Handle;
  manualSeed(seed: number): void;
  generatorCreate(seed: number): number;
  generatorDestroy(generator: number): void;
  generatorState(generator: number): Handle;
  generatorSetState(generator: number, state: Handle): void;
  engineInfo(): EngineInfo;
  threads(): number;
  setThreads(threads: number): void;
  memory(): Memory;
}

/** `version` of libtorch, threads, CUDA devices, and libtorch's own build report. */
export interface EngineInfo {
  readonly version: string;
  readonly threads: number;
  readonly cudaDevices: number;
  readonly config: string;
  readonly parallel: string;
}

/** Live tensors that JavaScript holds, and the bytes of their distinct storages. */
export interface Memory {
  readonly tensors: number;
  readonly bytes: number;
}

/** Where set-up puts the addon: `build/` of the package, from both `src/torch` and `dist/torch`, or FOVEA_BUILD_DIR. */
export const addonPath = resolve(import.meta.dirname, '../..', process.env.FOVEA_BUILD_DIR ?? 'build', 'fovea.node');

function load(): Native {
  if (!existsSync(addonPath)) {
    throw new Error(`the engine is not built (${addonPath} is missing): run "npm run setup"`);
  }
  shortenSpinning();
  chooseBlasKernels();
  let native: Native;
  try {
    native = createRequire(import.meta.url)(addonPath) as Native;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`the engine ${addonPath} does not load (${reason}): run "npm run setup" to build it again`);
  }
  // libtorch's own default is one thread on some builds; an explicit OMP_NUM_THREADS is respected.
  const wanted = Number(process.env.OMP_NUM_THREADS ?? availableParallelism());
  if (wanted > 0 && wanted !== native.threads()) native.setThreads(wanted);
  return native;
}

/**
 * Threads of the engine wait for each other at the end of every operator. GNU OpenMP's own default is to spin for so long that two
 * processes on the same cores starve each other; a short spin costs nothing where the cores are free (docs/decisions/082-threads.md).
 */
function shortenSpinning(): void {
  if (process.env.OMP_WAIT_POLICY === undefined) process.env.GOMP_SPINCOUNT ??= '10000';
}

export const native: Native = load();
