import type { Schedule } from './schedule.ts';
import type { Slice, Transform } from './transform.ts';

/** A fixed learning rate, or one for each step of the optimiser. */
export type LearningRate = number | Schedule;

/** Turns the update downhill: × −learning rate. The last stage of a chain. */
export function scaleByLearningRate(learningRate: LearningRate): Transform {
  return {
    state: [],
    update(updates, slice) {
      updates.scale *= -learningRateOf(learningRate, slice);
    },
  };
}

/** The rate of this step: what the caller of `step()` asked for, else the optimiser's own. */
export function learningRateOf(learningRate: LearningRate, slice: Slice): number {
  const rate = slice.learningRate ?? (typeof learningRate === 'number' ? learningRate : learningRate(slice.step));
  if (!(rate >= 0 && Number.isFinite(rate))) {
    throw new RangeError(`the learning rate of step ${slice.step} is ${rate}: it must be a finite number, not below 0`);
  }
  return rate;
}
