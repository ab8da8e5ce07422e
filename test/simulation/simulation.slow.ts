import { expect, test } from 'vitest';
import { equalModels, familyWise } from './equal-models.ts';
import { bootstraps, closedForms } from './intervals.ts';
import type { Tally } from './tally.ts';

/** Those that leave the band, why, and the band they keep. */
type Exceptions = Record<string, readonly [low: number, high: number]>;

function holds(tally: Tally, band: readonly [low: number, high: number], exceptions: Exceptions): void {
  const rows = tally.rows();
  console.log(
    rows
      .map(({ name, percent, error }) => `${percent.toFixed(1).padStart(6)} ± ${error.toFixed(1)}  ${name}`)
      .join('\n'),
  );
  for (const { name, percent, error } of rows) {
    const [low, high] = exceptions[name] ?? band;
    expect.soft(percent + 2 * error, name).toBeGreaterThanOrEqual(low); // Monte-Carlo error is none of the method's
    expect.soft(percent - 2 * error, name).toBeLessThanOrEqual(high);
  }
}

const COVERAGE = [93.5, 96.5] as const;
const ERROR = [4, 6] as const;
const CLOSED: Exceptions = {
  'AUROC, Wald DeLong': [92, 96.5], // symmetric where the AUROC is not: 92.9 % at n = 100; not the default
  'sensitivity, Clopper–Pearson': [93.5, 98], // never below 95 % by construction, so above it: up to 96.8 %
  'specificity, Clopper–Pearson': [93.5, 98],
  'accuracy, Clopper–Pearson': [93.5, 98],
  'ppv, Clopper–Pearson': [93.5, 98],
  'npv, Clopper–Pearson': [93.5, 98],
  'ECE, equal width': [93.5, 99.5], // both ends give way to a bias that is not known: 96–98 %
  'ECE, equal mass': [93, 99.5], // 93.5–98.7 %
};
const BOOTSTRAP: Exceptions = {};
const TESTS: Exceptions = {
  'McNemar, exact': [2, 6], // conservative by construction: 2.9 % at n = 100; mid-p is the default
};
const DIFFERENCES: Exceptions = {};

test.each([{ n: 100 }, { n: 600 }, { n: 1400 }])('95 per cent intervals of closed form cover at n = $n', ({ n }) => {
  holds(closedForms(n, 4000), COVERAGE, CLOSED);
});

test.each([{ n: 100 }, { n: 600 }, { n: 1400 }])('95 per cent bootstrap intervals cover at n = $n', ({ n }) => {
  holds(bootstraps(n, n > 600 ? 600 : n > 100 ? 1000 : 2000), COVERAGE, BOOTSTRAP);
});

test.each([{ n: 100 }, { n: 600 }, { n: 1400 }])(
  'paired tests err in 4 to 6 per cent of equal models at n = $n',
  ({ n }) => {
    const { rejected, covered } = equalModels(n, { closed: 4000, resampled: n > 100 ? 600 : 1500 });
    holds(rejected, ERROR, TESTS);
    holds(covered, COVERAGE, DIFFERENCES);
  },
);

test('of five equal models, any two are called different in at most 5 % of studies', () => {
  expect(familyWise(600, 2000)).toBeLessThanOrEqual(5.5);
});
