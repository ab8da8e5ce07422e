import { expect, test } from 'vitest';
import { nonInferiority, tost } from './equivalence.ts';
import { friedman, nemenyi } from './friedman.ts';
import { aurocSampleSize, hanleyMcNeilVariance, mcnemarSampleSize, minimumDetectableDifference } from './power.ts';

test('the sample size is the smallest whose detectable difference is small enough', () => {
  const aurocs = [0.9, 0.93] as const;
  const { n, positives, negatives } = aurocSampleSize({ aurocs, prevalence: 0.25, correlation: 0.4 });
  const detectable = (scale: number) => {
    const sizes = { positives: positives * scale, negatives: negatives * scale };
    const [x, y] = aurocs.map((auroc) => hanleyMcNeilVariance({ auroc, ...sizes })) as [number, number];
    return minimumDetectableDifference({ standardError: Math.sqrt(x + y - 0.8 * Math.sqrt(x * y)) });
  };
  expect(positives / n).toBeCloseTo(0.25, 2);
  expect(detectable(1)).toBeLessThanOrEqual(0.03);
  expect(detectable(0.99)).toBeGreaterThan(0.03);
  expect(() => aurocSampleSize({ aurocs: [0.9, 0.9], prevalence: 0.5 })).toThrow(/difference of 0/);
});

test("Connor's sample size for McNemar's test", () => {
  // 25 % against 10 % discordant: ((1.96 √0.35 + 0.8416 √(0.35 − 0.0225)) / 0.15)² = 119.8
  expect(mcnemarSampleSize({ onlyA: 0.25, onlyB: 0.1 })).toBe(120);
});

test('equivalence is shown exactly when the 90 % interval lies inside the margin', () => {
  for (const [difference, standardError] of [
    [0.01, 0.005],
    [0.015, 0.01],
    [-0.02, 0.002],
    [0, 0],
  ] as const) {
    const { shown, low, high } = tost({ difference, standardError, margin: 0.025 });
    expect(shown).toBe(low > -0.025 && high < 0.025);
  }
  expect(nonInferiority({ difference: 0.1, standardError: 0.01, margin: 0.02 }).shown).toBe(true);
  expect(() => tost({ difference: 0, standardError: 1, margin: 0 })).toThrow(/margin 0 must be greater/);
});

test("Nemenyi's critical differences are those of Demšar's table 5a", () => {
  const perModel = (k: number) => {
    const scores = Array.from({ length: 10 }, (_, d) => Array.from({ length: k }, (_, m) => (d * m * 7) % 11));
    return nemenyi(scores).criticalDifference / Math.sqrt((k * (k + 1)) / 60);
  };
  expect([2, 5, 10].map((k) => perModel(k).toFixed(3))).toEqual(['1.960', '2.728', '3.164']);
});

test('models that tie everywhere differ nowhere; unanimous data sets are said to be so', () => {
  const ties = [
    [1, 1, 1],
    [2, 2, 2],
  ];
  expect(friedman(ties)).toMatchObject({ statistic: null, p: 1, meanRanks: [2, 2, 2] });
  expect(nemenyi(ties).p[0]![1]).toBeCloseTo(1, 12);
  const unanimous = friedman([
    [3, 2, 1],
    [6, 5, 4],
  ]);
  expect(unanimous).toMatchObject({ statistic: 4, meanRanks: [1, 2, 3], imanDavenport: { statistic: null, p: 0 } });
});
