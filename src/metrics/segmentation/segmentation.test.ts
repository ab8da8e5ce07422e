import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../../test/golden/golden-rows.ts';
import { goldenMasks } from '../../../test/golden/metrics/masks.ts';
import { lesionScores, matchLesions } from './lesions.ts';
import type { Mask } from './mask.ts';
import { dice, type EmptyMaskPolicy, iou, overlap } from './overlap.ts';
import { averageSurfaceDistance, hausdorff, normalisedSurfaceDistance, surfaceDistances } from './surface-distance.ts';

test('overlap, surface distances and lesion counts agree with SciPy and scikit-image on 1,000 pairs of masks', () => {
  const computed = (i: number) => {
    const { a, b, spacing } = goldenMasks(i);
    const counts = overlap(a, b);
    const distances = surfaceDistances(a, b, { spacing });
    const empty = counts.reference === 0 || counts.predicted === 0;
    const { lesions, found, regions, falseAlarms, f1 } = lesionScores(a, b);
    const matches = matchLesions(a, b);
    const area = (list: readonly { area: number; matched: boolean }[]) =>
      list.reduce((sum, l) => sum + (l.matched ? l.area : 0), 0);
    return {
      dice: dice(counts, 'reward'),
      iou: iou(counts, 'reward'),
      dicePunish: dice(counts, 'punish'),
      diceSkipBothEmpty: dice(counts, 'skip both empty'),
      dicePositives: dice(counts, 'skip empty reference'),
      iouPunish: iou(counts, 'punish'),
      iouSkipBothEmpty: iou(counts, 'skip both empty'),
      iouPositives: iou(counts, 'skip empty reference'),
      nsdPositives: normalisedSurfaceDistance(distances, { tolerance: 1.3, policy: 'skip empty reference' }),
      lesionF1: f1,
      foundArea: area(matches.lesions),
      rightArea: area(matches.regions),
      largestLesion: Math.max(0, ...matches.lesions.map((l) => l.area)),
      hd95: hausdorff(distances).value,
      hd: hausdorff(distances, 100).value,
      assd: averageSurfaceDistance(distances).value,
      nsd: empty ? null : normalisedSurfaceDistance(distances, { tolerance: 1.3, policy: 'reward' }),
      lesions,
      found,
      regions,
      falseAlarms,
    };
  };
  expect(differences(goldenRows('metrics/segmentation.json'), computed)).toEqual([]);
});

test('each policy for empty masks does what its name says', () => {
  const blank: Mask = { shape: [2, 2], data: [0, 0, 0, 0] };
  const dot: Mask = { shape: [2, 2], data: [1, 0, 0, 0] };
  const scores = (policy: EmptyMaskPolicy) =>
    [overlap(blank, blank), overlap(blank, dot), overlap(dot, blank), overlap(dot, dot)].map((x) => dice(x, policy));
  expect(scores('reward')).toEqual([1, 0, 0, 1]);
  expect(scores('punish')).toEqual([0, 0, 0, 1]);
  expect(scores('skip both empty')).toEqual([null, 0, 0, 1]);
  expect(scores('skip empty reference')).toEqual([null, null, 0, 1]);
});

test('an empty mask has no surface distance, and says so; a mask of another size is refused', () => {
  const blank: Mask = { shape: [2, 2], data: [0, 0, 0, 0] };
  const dot: Mask = { shape: [2, 2], data: [1, 0, 0, 0] };
  expect(hausdorff(surfaceDistances(blank, dot))).toEqual({ value: null, reason: expect.stringContaining('empty') });
  expect(averageSurfaceDistance(surfaceDistances(blank, blank)).value).toBeNull();
  expect(lesionScores(blank, blank).f1).toBeNull();
  expect(lesionScores(blank, dot).f1).toBe(0);
  expect(() => overlap(dot, { shape: [1, 4], data: [1, 0, 0, 0] })).toThrow(/1 × 4, the reference 2 × 2/);
});
