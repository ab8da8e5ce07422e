import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../../test/golden/golden-rows.ts';
import { goldenMasks } from '../../../test/golden/metrics/masks.ts';
import { measureMasks } from './cases.ts';
import { evaluateMasks } from './evaluate.ts';

const GOLDEN = '../../../test/golden/metrics';
const groups = JSON.parse(
  readFileSync(new URL(`${GOLDEN}/segmentation_groups.json`, import.meta.url), 'utf8'),
) as number[][];
const casesOf = (group: readonly number[]) =>
  group.map((i) => {
    const { a, b } = goldenMasks(i);
    return measureMasks(a, b, { imagePath: `${i}`, patient: `${i}`, score: i, spacing: null });
  });
const evaluated = (group: readonly number[], replicates = 1) => evaluateMasks(casesOf(group), { replicates });

test('pooled Dice, lesions by size, lesion F1 and false alarms of sets of masks are those of NumPy and scikit-image, empty ones included', () => {
  const computed = (g: number) => {
    const { pooledDice, leftEmpty, lesions } = evaluated(groups[g]!);
    const { sensitivity, precision, f1, falseAlarms, bySize } = lesions;
    return {
      pooledDice: pooledDice.value,
      leftEmpty: leftEmpty.value,
      sensitivity: sensitivity.value,
      precision: precision.value,
      f1: f1.value,
      falseAlarms: falseAlarms.value,
      ...Object.fromEntries(
        bySize.flatMap((s, i) => [
          [`found${i}`, s.sensitivity.value],
          [`dice${i}`, s.dice.value],
        ]),
      ),
    };
  };
  expect(differences(goldenRows('metrics/segmentation_sets.json'), computed, 1e-9)).toEqual([]);
});

test('every estimate has its interval, n, and what marking nothing reaches; without a region it says so', () => {
  const { lesions, leftEmpty, dice } = evaluated(groups[0]!, 200);
  for (const { value, low, high } of [lesions.sensitivity, lesions.precision, lesions.f1, leftEmpty]) {
    expect(low!).toBeLessThanOrEqual(value!);
    expect(high!).toBeGreaterThanOrEqual(value!);
  }
  expect(lesions.sensitivity).toMatchObject({ baseline: 0, method: expect.stringMatching(/^Wilson/) });
  expect(lesions.bySize.reduce((sum, s) => sum + s.sensitivity.n, 0)).toBe(lesions.sensitivity.n);
  expect(lesions.bySize.reduce((sum, s) => sum + s.dice.n, 0)).toBe(dice.positives.n);
  const none = evaluated(groups.at(-1)!, 50);
  expect(none.lesions.sensitivity).toMatchObject({ value: null, reason: 'no lesions' });
  expect(none.dice.positives.value).toBeNull();
  expect(none.auroc).toBeNull();
});
