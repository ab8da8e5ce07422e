import type { Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';

/** How long a run trains, and where in its learning-rate schedule it is. */
export interface TrainBudget {
  /** Steps of the schedule: those of the run, or parts of its time. */
  readonly scheduleSteps: number;
  /** The step of the schedule at this progress. */
  scheduleStep(now: Progress): number;
  /** Whether the run is over; in the middle of an epoch only where time decides. */
  isSpent(now: Progress): boolean;
}

/** A schedule by time is followed in so many parts. */
const PARTS = 10_000;

/**
 * Epochs, or with `maxSeconds` the wall-clock time of training steps (validation and decoding are not counted). By time, the schedule
 * follows the share of the time that is spent, which a checkpoint keeps: an interrupted run gets the same time and the
 * same schedule, though not the same weights bit for bit.
 */
export function budgetOf(
  { epochs, maxSeconds }: Pick<TrainConfig, 'epochs' | 'maxSeconds'>,
  stepsPerEpoch: number,
): TrainBudget {
  if (maxSeconds === null) {
    return {
      scheduleSteps: epochs * stepsPerEpoch,
      scheduleStep: (now) => now.step,
      isSpent: (now) => now.epoch >= epochs,
    };
  }
  return {
    scheduleSteps: PARTS,
    scheduleStep: (now) => Math.min(PARTS - 1, Math.floor((now.seconds / maxSeconds) * PARTS)),
    isSpent: (now) => now.seconds >= maxSeconds,
  };
}
