/** How models bear worse images: MedMNIST-C's corruptions, lower resolution, shifts. See docs/robustness.md. */
export { keepRobustness, keptRobustness } from './kept.ts';
export { measureModel, type PerturbedModel } from './measure.ts';
export { type RobustnessOptions, robustnessOfRun, robustnessOfStudy } from './of-runs.ts';
export { keyOf, type Perturbation, perturbations, perturbedSource } from './perturbation.ts';
export { kendallTau, rankingOf } from './ranking.ts';
export type * from './result.ts';
export { measureRobustness, severityTableFor } from './robustness.ts';
