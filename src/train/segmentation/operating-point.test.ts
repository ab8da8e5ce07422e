import { expect, test } from 'vitest';
import { describeRule, fitMaskRule, THRESHOLDS, type ThresholdCounts } from './operating-point.ts';

/** What is marked falls as the threshold rises. */
const counts = (reference: number, predicted: (t: number) => number, both: (t: number) => number): ThresholdCounts => ({
  pixels: 10_000,
  reference,
  predicted: THRESHOLDS.map(predicted),
  both: THRESHOLDS.map(both),
});

test('the threshold with the best Dice is found, where no image is empty', () => {
  const best = 0.3;
  const hit = (t: number) => 500 - Math.round(Math.max(0, t - best) * 1000);
  const marked = (t: number) => hit(t) + Math.round(Math.max(0, best - t) * 1000);
  expect(fitMaskRule([counts(500, marked, hit)])).toMatchObject({ value: best, minArea: 0, n: 1, positives: 1 });
});

test('specks on images without a region are cut off by the least area, not by the threshold', () => {
  const found = counts(
    500,
    () => 480,
    () => 460,
  );
  const speck = counts(
    0,
    () => 30,
    () => 0,
  );
  expect(fitMaskRule([found, found, speck])).toMatchObject({ value: 0.5, minArea: 0.005 });
});

test('rare findings are not given up to leave the many empty images empty', () => {
  const found = counts(
    500,
    () => 480,
    () => 460,
  );
  const clean = Array.from({ length: 50 }, () =>
    counts(
      0,
      () => 0,
      () => 0,
    ),
  );
  const rule = fitMaskRule([
    found,
    ...clean,
    counts(
      0,
      () => 600,
      () => 0,
    ),
  ]);
  expect(rule.minArea * 10_000).toBeLessThan(480);
});

test('a high threshold decides and a low one draws, where that gains enough', () => {
  // A region is confident in the middle and right to a low threshold; what is found in vain is wide, but never confident.
  const region = counts(
    500,
    (t) => (t <= 0.3 ? 500 : 200),
    (t) => (t <= 0.3 ? 500 : 200),
  );
  const ghost = counts(
    0,
    (t) => (t <= 0.6 ? 800 : 0),
    () => 0,
  );
  const cases = [region, region, ghost, ghost];
  expect(fitMaskRule(cases)).toMatchObject({ high: null });
  const rule = fitMaskRule(cases, { triplet: true });
  expect(rule).toMatchObject({ value: 0.3, minArea: 0 });
  expect(rule.high).toBeGreaterThan(0.6);
  expect(fitMaskRule([region, region], { triplet: true }).high).toBeNull(); // nothing to gain
  expect(describeRule(rule, ['air'])).toMatch(/threshold 0.3 where least area 0.00 % of the image reaches 0\.\d/);
});
