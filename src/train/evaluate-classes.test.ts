import { expect, test } from 'vitest';
import { evaluateClasses } from './evaluate-classes.ts';

/** Four cases a class of three; case i of a class is given its own class but for the last. */
const labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
const rows = labels.map((label, i) => {
  const top = i % 4 === 3 ? (label + 1) % 3 : label;
  return [0, 1, 2].map((c) => (c === top ? 0.6 : 0.2 + 0.01 * (i % 4) * (c === label ? 1 : -1)));
});
const probabilities = Float64Array.from(rows.flat());

test('accuracy, macro AUROC, their intervals and baselines, and the confusion matrix', () => {
  const { accuracy, auroc, confusion, counts, n } = evaluateClasses({ labels, probabilities, classes: 3 });
  expect([n, ...counts]).toEqual([12, 4, 4, 4]);
  expect(confusion).toEqual([
    [3, 1, 0],
    [0, 3, 1],
    [1, 0, 3],
  ]);
  expect(accuracy.value).toBeCloseTo(0.75, 12);
  expect(accuracy.method).toMatch(/wilson/i);
  expect(accuracy.baseline).toBeCloseTo(1 / 3, 12);
  // of each class 3 positives tie at the top with 1 negative, and 1 positive is above the other 7: (3 (0.5 + 7) + 7) / 32
  expect(auroc.value).toBeCloseTo((3 * 7.5 + 7) / 32, 12);
  expect(auroc.baseline).toBe(0.5);
  expect(auroc.low!).toBeLessThan(auroc.value!);
  expect(auroc.high!).toBeGreaterThan(auroc.value!);
});

test('repeated patients are drawn whole', () => {
  const patients = labels.map((_, i) => i % 4);
  const { accuracy } = evaluateClasses({ labels, probabilities, classes: 3, patients });
  expect(accuracy.method).toContain('by patient');
});
