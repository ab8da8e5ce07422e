/** Fovea's engine: tensors, operators, autograd, modes, seeds. */
export type { Device, Generator, MemoryFormat } from './arguments.ts';
export { checkpoint, isCheckpointing, isRecomputing } from './checkpoint.ts';
export { cpuHasBf16 } from './cpu-info.ts';
export { fromHost, type Nested, type TensorOptions, tensor } from './create.ts';
export { callByName } from './dispatch.ts';
export { DTYPES, type DType, dtypeOf, type HostArray } from './dtype.ts';
export {
  defaultGenerator,
  engineInfo,
  generator,
  generatorState,
  manualSeed,
  memory,
  setGeneratorState,
  setThreads,
  threads,
} from './engine.ts';
export { type AdamStep, adamStep_ } from './fused.ts';
export {
  type AutocastOptions,
  activeAutocast,
  autocast,
  clearGradients,
  enableGrad,
  type GradOptions,
  grad,
  gradEnabled,
  inferenceMode,
  noGrad,
} from './modes.ts';
export type { EngineInfo, Memory } from './native.ts';
export * from './ops.gen.ts';
export { keep, scope, surrender } from './scope.ts';
export { type BackwardOptions, Tensor } from './tensor.ts';
