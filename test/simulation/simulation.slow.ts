import { expect, test } from 'vitest';
import { equalModels, familyWise } from './equal-models.ts';
import { bootstraps, closedForms } from './intervals.ts';
import type { Tally } from './tally.ts';

/** Those that leave the band, and the band they keep. */
type Exceptions = Record<string, readonly [low: number, high: number]>;

function holds(tally: Tally, band: readonly [low: number, high: number], exceptions: Exceptions): void {
  const rows = tally.rows();
  console.log(
    rows
      .map(({ name, percent, error }) => `${percent.toFixed(1).padStart(6)} ± ${error.toFixed(1)}  ${name}`)
      .join('\n'),
  );
  for (const { name, percent } of rows) {
    const [low, high] = exceptions[name] ?? band;
    expect.soft(percent, name).toBeGreaterThanOrEqual(low);
    expect.soft(percent, name).toBeLessThanOrEqual(high);
  }
}

const COVERAGE = [93.5, 96.5] as const;
const ERROR = [4, 6] as const;
const CLOSED: Exceptions = {};
const BOOTSTRAP: Exceptions = {};
const TESTS: Exceptions = {};
const DIFFERENCES: Exceptions = {};

test.each([100, 600, 1400])('95 %% intervals of closed form cover at n = %i', (n) => {
  holds(closedForms(n, 4000), COVERAGE, CLOSED);
});

test.each([100, 600, 1400])('95 %% bootstrap intervals cover at n = %i', (n) => {
  holds(bootstraps(n, 2000), COVERAGE, BOOTSTRAP);
});

test.each([100, 600, 1400])('paired tests err in 4 to 6 %% of equal models at n = %i', (n) => {
  const { rejected, covered } = equalModels(n, { closed: 4000, resampled: n > 600 ? 1500 : 2500 });
  holds(rejected, ERROR, TESTS);
  holds(covered, COVERAGE, DIFFERENCES);
});

test('of five equal models, any two are called different in at most 5 %% of studies', () => {
  expect(familyWise(600, 2000)).toBeLessThanOrEqual(5.5);
});
