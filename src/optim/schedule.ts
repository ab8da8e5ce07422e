/** Learning rate of a step, from the steps done before it: 0 for the first. Pure, so resuming needs no state. */
export type Schedule = (step: number) => number;

export function constant(learningRate: number): Schedule {
  return () => learningRate;
}

/** × `gamma` every `every` steps (`StepLR`). */
export function step(options: { learningRate: number; every: number; gamma?: number }): Schedule {
  const { learningRate, every, gamma = 0.1 } = options;
  atLeastOne('every', every);
  return (step) => learningRate * gamma ** Math.floor(step / every);
}

/** × `gamma` at each of the steps `milestones` (`MultiStepLR`). */
export function multiStep(options: { learningRate: number; milestones: readonly number[]; gamma?: number }): Schedule {
  const { learningRate, milestones, gamma = 0.1 } = options;
  return (step) => learningRate * gamma ** milestones.filter((milestone) => step >= milestone).length;
}

/** Straight down to `minLearningRate` in `totalSteps` steps, and stays there (`LinearLR`). */
export function linear(options: { learningRate: number; totalSteps: number; minLearningRate?: number }): Schedule {
  const { learningRate, totalSteps, minLearningRate = 0 } = options;
  atLeastOne('totalSteps', totalSteps);
  return (step) => learningRate + (minLearningRate - learningRate) * Math.min(step / totalSteps, 1);
}

/**
 * Half a cosine down to `minLearningRate` in `totalSteps` steps (Loshchilov & Hutter 2017; `CosineAnnealingLR`), and stays
 * there, where PyTorch would rise again.
 */
export function cosine(options: { learningRate: number; totalSteps: number; minLearningRate?: number }): Schedule {
  const { learningRate, totalSteps, minLearningRate = 0 } = options;
  atLeastOne('totalSteps', totalSteps);
  return (step) => halfCosine(learningRate, minLearningRate, Math.min(step / totalSteps, 1));
}

/** From `from` at 0 to `to` at 1 along half a cosine. */
export function halfCosine(from: number, to: number, fraction: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * fraction));
}

export function atLeastOne(name: string, steps: number): void {
  if (!(steps >= 1 && Number.isFinite(steps)))
    throw new RangeError(`${name} of a schedule must be at least 1, not ${steps}`);
}
