import { z } from 'zod';
import { oneCycle } from './one-cycle.ts';
import { constant, cosine, linear, multiStep, type Schedule, step } from './schedule.ts';
import { warmup } from './warmup.ts';

const epochs = z.number().positive();
const fraction = z.number().min(0).max(1);

const common = {
  warmup: z
    .strictObject({
      epochs: z.number().min(0),
      shape: z.enum(['linear', 'exponential']).default('linear'),
      /** Share of the learning rate that the first step has. */
      start: fraction.default(0.01),
    })
    .optional(),
};
/** Where the fall ends, as a share of the peak. */
const minFactor = fraction.default(0);

/** A schedule as a recipe writes it. Durations are in epochs, parts of one included; the peak is the optimiser's. */
export const scheduleConfig = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant'), ...common }),
  z.strictObject({ name: z.literal('step'), ...common, every: epochs, gamma: z.number().positive().default(0.1) }),
  z.strictObject({
    name: z.literal('multiStep'),
    ...common,
    milestones: z.array(epochs).min(1),
    gamma: z.number().positive().default(0.1),
  }),
  z.strictObject({ name: z.literal('linear'), ...common, minFactor }),
  z.strictObject({ name: z.literal('cosine'), ...common, minFactor }),
  z.strictObject({
    name: z.literal('oneCycle'),
    pctStart: fraction.default(0.3),
    anneal: z.enum(['cosine', 'linear']).default('cosine'),
    divFactor: z.number().positive().default(25),
    finalDivFactor: z.number().positive().default(1e4),
    threePhase: z.boolean().default(false),
  }),
]);

export type ScheduleConfig = z.infer<typeof scheduleConfig>;

export interface RunLength {
  /** The peak. */
  learningRate: number;
  epochs: number;
  stepsPerEpoch: number;
}

/** The schedule of a config over a run of `epochs × stepsPerEpoch` steps, its warm-up included. */
export function createSchedule(input: z.input<typeof scheduleConfig>, run: RunLength): Schedule {
  const config = scheduleConfig.parse(input);
  const { learningRate } = run;
  const inSteps = (epochs: number) => Math.round(epochs * run.stepsPerEpoch);
  const total = inSteps(run.epochs);
  if (config.name === 'oneCycle') return oneCycle({ ...config, maxLearningRate: learningRate, totalSteps: total });

  const rise = inSteps(config.warmup?.epochs ?? 0);
  if (rise > 0 && rise >= total) throw new RangeError(`a warm-up of ${rise} steps leaves nothing of a run of ${total}`);
  // `warmup` starts a schedule after itself, but the steps of a staircase are epochs of the run
  const fromRunStart =
    (schedule: Schedule): Schedule =>
    (step) =>
      schedule(step + rise);
  const fall = () => {
    switch (config.name) {
      case 'constant':
        return constant(learningRate);
      case 'step':
        return fromRunStart(step({ learningRate, every: Math.max(1, inSteps(config.every)), gamma: config.gamma }));
      case 'multiStep':
        return fromRunStart(
          multiStep({ learningRate, milestones: config.milestones.map(inSteps), gamma: config.gamma }),
        );
      case 'linear':
        return linear({ learningRate, totalSteps: total - rise, minLearningRate: learningRate * config.minFactor });
      case 'cosine':
        return cosine({ learningRate, totalSteps: total - rise, minLearningRate: learningRate * config.minFactor });
    }
  };
  return config.warmup && rise > 0 ? warmup(fall(), { ...config.warmup, steps: rise }) : fall();
}
