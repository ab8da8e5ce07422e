import { atLeastOne, type Schedule } from './schedule.ts';

export interface WarmupOptions {
  steps: number;
  shape?: 'linear' | 'exponential';
  /** Share of the learning rate that step 0 has. */
  start?: number;
}

/**
 * Rises to the first learning rate of `schedule` in `steps` steps, then runs the schedule from its beginning
 * (`SequentialLR` of `LinearLR` and the schedule): a cosine over the rest of a run has `total − warm-up` steps.
 */
export function warmup(schedule: Schedule, options: WarmupOptions): Schedule {
  const { steps, shape = 'linear', start = 0.01 } = options;
  if (steps === 0) return schedule;
  atLeastOne('steps', steps);
  if (!(start >= 0 && start <= 1) || (shape === 'exponential' && start === 0)) {
    throw new RangeError(`a ${shape} warm-up cannot start at ${start} of the learning rate`);
  }
  const factor = shape === 'linear' ? (x: number) => start + (1 - start) * x : (x: number) => start ** (1 - x);
  return (step) => (step < steps ? schedule(0) * factor(step / steps) : schedule(step - steps));
}
