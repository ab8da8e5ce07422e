import { expect, test } from 'vitest';
import { confusionMatrix, f1, sensitivity, specificity, youden } from './confusion.ts';
import { chooseThreshold, sensitivityAtSpecificity, specificityAtSensitivity } from './threshold.ts';

const labels = [0, 0, 0, 0, 0, 1, 0, 1, 1, 1];
const scores = [0.05, 0.1, 0.2, 0.3, 0.35, 0.4, 0.6, 0.7, 0.8, 0.9];

test.each([
  ['youden', youden],
  ['f1', f1],
] as const)('%s is maximal at the chosen threshold', (rule, metric) => {
  const { threshold } = chooseThreshold(labels, scores, rule);
  const at = (t: number) => metric(confusionMatrix(labels, scores, t))!;
  for (const t of [0, ...scores, 1]) expect(at(threshold!)).toBeGreaterThanOrEqual(at(t) - 1e-12);
});

test('a target is met, and what it costs is as small as can be', () => {
  const { threshold } = chooseThreshold(labels, scores, { sensitivity: 0.75 });
  expect(threshold).toBeCloseTo(0.65); // midway between the scores 0.6 and 0.7
  const confusion = confusionMatrix(labels, scores, threshold!);
  expect([sensitivity(confusion), specificity(confusion)]).toEqual([0.75, 1]);
  expect(specificityAtSensitivity(labels, scores, 1)).toBeCloseTo(5 / 6);
  expect(sensitivityAtSpecificity(labels, scores, 1)).toBe(0.75);
});

test('a specificity that only calling nothing positive reaches is reached so', () => {
  const choice = chooseThreshold([0, 1], [1, 0], { specificity: 1 });
  expect(choice).toMatchObject({ sensitivity: 0, specificity: 1 });
  expect(confusionMatrix([0, 1], [1, 0], choice.threshold!).fp).toBe(0);
});

test('the midpoint of neighbouring doubles still separates them', () => {
  const [low, high] = [0.5, 0.5 + 2 ** -53];
  const { threshold } = chooseThreshold([0, 1], [low, high], 'youden');
  expect(confusionMatrix([0, 1], [low, high], threshold!)).toEqual({ tp: 1, fp: 0, tn: 1, fn: 0 });
});

test('one class gives no threshold but the reason; a wrong target is refused', () => {
  expect(chooseThreshold([0, 0], [0.1, 0.2], 'youden')).toMatchObject({
    threshold: null,
    reason: expect.stringContaining('no positive'),
  });
  expect(() => chooseThreshold(labels, scores, { sensitivity: 90 })).toThrow(/90, must lie in 0 to 1/);
});
