import { expect, test } from 'vitest';
import { evaluateMulticlass } from './evaluate-multiclass.ts';

/** Four cases of each of three classes; the last of each class is given to the next one. */
const labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
const scores = labels.map((label, i) => {
  const top = i % 4 === 3 ? (label + 1) % 3 : label;
  return [0, 1, 2].map((c) => (c === top ? 0.6 : 0.2 + 0.01 * (i % 4) * (c === label ? 1 : -1)));
});

test('accuracy, macro AUROC, their intervals and baselines, and the table', () => {
  const { accuracy, macroAuroc, table, n } = evaluateMulticlass({ labels, scores, replicates: 500 });
  expect(n).toBe(12);
  expect(table).toEqual([
    [3, 1, 0],
    [0, 3, 1],
    [1, 0, 3],
  ]);
  expect(accuracy.value).toBeCloseTo(0.75, 12);
  expect(accuracy.baseline).toBeCloseTo(1 / 3, 12);
  // of each class 3 positives tie at the top with 1 negative, and 1 positive is above the other 7: (3 (0.5 + 7) + 7) / 32
  expect(macroAuroc.value).toBeCloseTo((3 * 7.5 + 7) / 32, 12);
  expect(macroAuroc.baseline).toBe(0.5);
  for (const { low, value, high } of [accuracy, macroAuroc]) {
    expect(low!).toBeLessThan(value!);
    expect(high!).toBeGreaterThan(value!);
  }
});

test('repeated patients are drawn whole', () => {
  const patients = labels.map((_, i) => i % 4);
  const { accuracy } = evaluateMulticlass({ labels, scores, patients, replicates: 200 });
  expect(accuracy.method).toContain('by patient');
});
