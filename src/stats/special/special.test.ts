import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { betaQuantile, incompleteBeta } from './beta.ts';
import { binomialCdf, binomialProbability } from './binomial.ts';
import { chiSquaredCdf, chiSquaredQuantile, chiSquaredSurvival } from './chi-squared.ts';
import { fSurvival } from './fisher-f.ts';
import { logGamma } from './gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';
import { studentisedRangeCdf, studentisedRangeQuantile } from './studentised-range.ts';

const functions: Record<string, (...args: number[]) => number> = {
  normalCdf: (z) => normalCdf(z!),
  normalQuantile: (p) => normalQuantile(p!),
  logGamma: (x) => logGamma(x!),
  incompleteBeta: (a, b, x) => incompleteBeta(a!, b!, x!),
  chiSquaredSurvival: (x, df) => chiSquaredSurvival(x!, df!),
  studentTCdf: (t, df) => studentTCdf(t!, df!),
  fSurvival: (f, d1, d2) => fSurvival(f!, d1!, d2!),
  binomialProbability: (k, n, p) => binomialProbability(k!, n!, p!),
  studentisedRangeCdf: (q, k) => studentisedRangeCdf(q!, k!),
  betaQuantile: (p, a, b) => betaQuantile(p!, a!, b!),
  studentTQuantile: (p, df) => studentTQuantile(p!, df!),
  chiSquaredQuantile: (p, df) => chiSquaredQuantile(p!, df!),
  studentisedRangeQuantile: (p, k) => studentisedRangeQuantile(p!, k!),
};

const path = new URL('../../../test/golden/stats/special.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number[][]>;

test.each(Object.keys(golden))('%s agrees with mpmath to 1e-12, relative', (name) => {
  for (const row of golden[name]!) {
    const want = row.at(-1)!;
    const args = row.slice(0, -1);
    const got = functions[name]!(...args);
    expect(Math.abs(got - want), `${name}(${args}) is ${got}, not ${want}`).toBeLessThanOrEqual(1e-12 * Math.abs(want));
  }
});

test('distributions meet their ends', () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(chiSquaredCdf(0, 3)).toBe(0);
  expect(binomialCdf(5, 5, 0.5)).toBe(1);
  expect(binomialCdf(-1, 5, 0.5)).toBe(0);
  expect(incompleteBeta(2, 3, 1)).toBe(1);
  expect(() => normalQuantile(1.5)).toThrow(/0 to 1/);
});
