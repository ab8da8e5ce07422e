import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oneCycle } from './one-cycle.ts';
import { constant, cosine, linear, multiStep, type Schedule, step } from './schedule.ts';
import { createSchedule, scheduleConfig } from './schedule-config.ts';
import { warmup } from './warmup.ts';

const golden: { learningRate: number; rates: Record<string, number[]> } = JSON.parse(
  readFileSync(new URL('../../test/golden/optim/schedules.json', import.meta.url), 'utf8'),
);
const { learningRate } = golden;

const SCHEDULES: Record<string, Schedule> = {
  constant: constant(learningRate),
  step: step({ learningRate, every: 7, gamma: 0.5 }),
  multiStep: multiStep({ learningRate, milestones: [5, 20, 21], gamma: 0.2 }),
  linear: linear({ learningRate, totalSteps: 40, minLearningRate: 0.1 * learningRate }),
  cosine: cosine({ learningRate, totalSteps: 49, minLearningRate: 0.01 }),
  oneCycle: oneCycle({ maxLearningRate: learningRate, totalSteps: 50 }),
  'oneCycle linear': oneCycle({
    maxLearningRate: learningRate,
    totalSteps: 50,
    pctStart: 0.25,
    anneal: 'linear',
    divFactor: 10,
    finalDivFactor: 100,
  }),
  'oneCycle three phases': oneCycle({ maxLearningRate: learningRate, totalSteps: 50, threePhase: true }),
  'warmup step': warmup(step({ learningRate, every: 7, gamma: 0.5 }), { steps: 10, start: 0.2 }),
  'warmup cosine': warmup(cosine({ learningRate, totalSteps: 40 }), { steps: 10 }),
};

test('every golden has its schedule', () => {
  expect(Object.keys(golden.rates)).toEqual(Object.keys(SCHEDULES));
});

test.each(Object.entries(SCHEDULES))('%s equals torch.optim.lr_scheduler', (name, schedule) => {
  for (const [t, rate] of golden.rates[name]!.entries()) expect(Math.abs(schedule(t) - rate)).toBeLessThan(1e-12);
});

test('a schedule that has ended stays where it ended', () => {
  expect(cosine({ learningRate: 1, totalSteps: 10, minLearningRate: 0.25 })(1000)).toBe(0.25);
  expect(linear({ learningRate: 1, totalSteps: 10 })(1000)).toBe(0);
  const cycle = oneCycle({ maxLearningRate: 1, totalSteps: 10 });
  expect(cycle(1000)).toBe(cycle(9));
});

test.each([1, 2, 3, 7])(
  'a cycle of %i steps has a positive learning rate at each, whatever share of it rises',
  (total) => {
    for (const pctStart of [0, 0.05, 0.3, 1]) {
      const cycle = oneCycle({ maxLearningRate: 1, totalSteps: total, pctStart });
      for (let t = 0; t <= total; t++) expect(cycle(t), `step ${t}, ${pctStart}`).toBeGreaterThan(0);
    }
  },
);

test('an exponential warm-up multiplies by the same factor at each step', () => {
  const schedule = warmup(constant(1), { steps: 4, shape: 'exponential', start: 1e-4 });
  for (const [t, rate] of [1e-4, 1e-3, 1e-2, 1e-1, 1, 1].entries()) expect(schedule(t)).toBeCloseTo(rate, 12);
});

test('a config gives its schedule over a run, warm-up included', () => {
  const run = { learningRate: 1, epochs: 10, stepsPerEpoch: 5 };
  const schedule = createSchedule({ name: 'cosine', warmup: { epochs: 2 }, minFactor: 0.1 }, run);
  expect(schedule(0)).toBeCloseTo(0.01, 12);
  expect(schedule(10)).toBe(1);
  expect(schedule(30)).toBeCloseTo(0.55, 12);
  expect(schedule(50)).toBeCloseTo(0.1, 12);

  const staircase = createSchedule({ name: 'multiStep', warmup: { epochs: 1 }, milestones: [4, 8] }, run);
  expect([5, 19, 20, 39, 40].map(staircase)).toEqual([1, 1, 0.1, 0.1, 0.1 ** 2]);
  expect(createSchedule({ name: 'oneCycle' }, run)(0)).toBeCloseTo(1 / 25, 12);
});

test('bad schedules are refused', () => {
  expect(() => scheduleConfig.parse({ name: 'cosine', warmUp: { epochs: 2 } })).toThrow(/unrecognized.*warmUp/is);
  expect(() => cosine({ learningRate: 1, totalSteps: 0 })).toThrow('totalSteps of a schedule must be at least 1');
  expect(() => warmup(constant(1), { steps: 3, shape: 'exponential', start: 0 })).toThrow('cannot start at 0');
  const run = { learningRate: 1, epochs: 2, stepsPerEpoch: 5 };
  expect(() => createSchedule({ name: 'linear', warmup: { epochs: 2 } }, run)).toThrow('leaves nothing of a run of 10');
});
