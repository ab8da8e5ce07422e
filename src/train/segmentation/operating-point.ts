import { z } from 'zod';
import { dice } from '../../metrics/index.ts';

/** How probabilities become a mask: chosen on validation data and frozen with the run. */
export const MaskRule = z.object({
  /** Pixels from this probability on are in the region; of more than two classes the likeliest wins, and it is 0. */
  value: z.number(),
  /** Smaller regions count as none, as a share of the image. */
  minArea: z.number(),
  rule: z.string(),
  chosenOn: z.literal('validation'),
  n: z.int(),
  positives: z.int(),
});
export type MaskRule = z.infer<typeof MaskRule>;

export const THRESHOLDS = Array.from({ length: 17 }, (_, i) => Math.round(10 + 5 * i) / 100);
const MIN_AREAS = [0, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02];

/** Pixels of a validation image: in its mask, and at each of `THRESHOLDS` marked and rightly marked. */
export interface ThresholdCounts {
  readonly pixels: number;
  readonly reference: number;
  readonly predicted: readonly number[];
  readonly both: readonly number[];
}

/**
 * The threshold and least area with the best mean of two shares: mean Dice where there is something, and images left empty where there is nothing.
 * Each half counts the same however rare the finding is, so that marking nothing (0.5) is never the best answer of a model that
 * finds anything. Ties take the smaller area, then the threshold nearest ½.
 */
export function fitMaskRule(cases: readonly ThresholdCounts[]): MaskRule {
  const positives = cases.filter((c) => c.reference > 0);
  const negatives = cases.filter((c) => c.reference === 0);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  let best = { score: -1, value: 0.5, minArea: 0 };
  const byDistance = THRESHOLDS.map((value, t) => ({ value, t })).sort(
    (a, b) => Math.abs(a.value - 0.5) - Math.abs(b.value - 0.5),
  );
  for (const minArea of MIN_AREAS) {
    for (const { value, t } of byDistance) {
      const kept = (c: ThresholdCounts) => c.predicted[t]! >= Math.max(1, minArea * c.pixels);
      const found = positives.map((c) =>
        kept(c) ? dice({ reference: c.reference, predicted: c.predicted[t]!, both: c.both[t]! }, 'punish')! : 0,
      );
      const halves = [found, negatives.map((c) => Number(!kept(c)))].filter((half) => half.length > 0).map(mean);
      const score = halves.length === 0 ? 0 : mean(halves);
      if (score > best.score + 1e-12) best = { score, value, minArea };
    }
  }
  const rule = 'mean of Dice where there is a region and of images left empty where there is none';
  const { value, minArea } = best;
  return { value, minArea, rule, chosenOn: 'validation', n: cases.length, positives: positives.length };
}

/** What a model of more than two classes is run with: nothing is fitted. */
export const likeliest = (n: number, positives: number): MaskRule => ({
  ...{ value: 0, minArea: 0, rule: 'the likeliest class', chosenOn: 'validation' as const },
  n,
  positives,
});
