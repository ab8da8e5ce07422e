/** Optimisers as chains of small gradient transforms, learning-rate schedules, gradient clipping, averaged weights. */
export { type AdamOptions, scaleByAdam } from './adam.ts';
export { clipFactor, clipGradNorm, clipGradValue, gradNorm } from './clip.ts';
export { createOptimizer, type OptimizerConfig, optimizerConfig } from './config.ts';
export { addDecayedWeights, type DecayMask, type DecayOptions, decayAll, decayWeights } from './decay.ts';
export { Ema, type EmaOptions } from './ema.ts';
export { type LearningRate, scaleByLearningRate } from './learning-rate.ts';
export { accumulateMomentum, type MomentumOptions } from './momentum.ts';
export { type OneCycleOptions, oneCycle } from './one-cycle.ts';
export { Optimizer, type OptimizerOptions, type StepOptions } from './optimizer.ts';
export { type AdamwOptions, adam, adamw, type SgdOptions, sgd, type WeightDecayOptions } from './ready.ts';
export { constant, cosine, linear, multiStep, type Schedule, step } from './schedule.ts';
export { createSchedule, type RunLength, type ScheduleConfig, scheduleConfig } from './schedule-config.ts';
export type { NamedParameters } from './state.ts';
export { chain, type Slice, type Transform } from './transform.ts';
export type { Updates } from './updates.ts';
export { type WarmupOptions, warmup } from './warmup.ts';
