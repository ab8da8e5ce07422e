import { z } from 'zod';
import { dice } from '../../metrics/index.ts';

/** How the probabilities of one region become a mask. */
export const RegionRule = z.object({
  /** Pixels from this probability on are in the region. */
  value: z.number(),
  /** Of a triplet: only where enough pixels reach this higher probability is there anything; null: where they reach `value`. */
  high: z.number().nullable().default(null),
  /** Fewer pixels count as none, as a share of the image. */
  minArea: z.number(),
});
export type RegionRule = z.infer<typeof RegionRule>;

/** How probabilities become a mask: chosen on validation data and frozen with the run. Of more than two classes the likeliest wins, and `value` is 0. */
export const MaskRule = RegionRule.extend({
  rule: z.string(),
  chosenOn: z.literal('validation'),
  n: z.int(),
  positives: z.int(),
  /** Of regions that may overlap each its own, in their order; the rule itself is then that of the first. */
  regions: z.array(RegionRule).optional(),
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

/** What a second threshold must gain to be taken: on a few images some pair of numbers is always a little better. */
const WORTH_IT = 0.005;

/**
 * The thresholds and least area with the best mean of two shares: mean Dice where there is something, and images left empty where there is nothing.
 * Each half counts the same however rare the finding is, so that marking nothing (0.5) is never the best answer of a model that
 * finds anything. Ties take the smaller area, then the threshold nearest ½. With `triplet` a high threshold may decide by its area whether there is anything,
 * and a low one draw it, as the winners of the SIIM-ACR challenge did; it is taken where it gains half a percent or more.
 */
export function fitMaskRule(cases: readonly ThresholdCounts[], { triplet = false } = {}): MaskRule {
  const positives = cases.filter((c) => c.reference > 0);
  const single = search(cases, (t) => [t]);
  const pair = triplet ? search(cases, (t) => THRESHOLDS.map((_, h) => h).filter((h) => h > t)) : null;
  const best = pair !== null && pair.score > single.score + WORTH_IT ? pair : single;
  const objective = 'mean of Dice where there is a region and of images left empty where there is none';
  const { value, high, minArea } = best;
  const told = { rule: objective, chosenOn: 'validation' as const, n: cases.length, positives: positives.length };
  return { value, high: high === value ? null : high, minArea, ...told };
}

interface Found extends Omit<RegionRule, 'high'> {
  readonly score: number;
  readonly high: number;
}

/** The best of all thresholds, those that `highs` pairs each with, and least areas. */
function search(cases: readonly ThresholdCounts[], highs: (threshold: number) => readonly number[]): Found {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const byDistance = THRESHOLDS.map((value, t) => ({ value, t })).sort(
    (a, b) => Math.abs(a.value - 0.5) - Math.abs(b.value - 0.5),
  );
  const scores = THRESHOLDS.map((_, t) =>
    cases.map((c) => dice({ reference: c.reference, predicted: c.predicted[t]!, both: c.both[t]! }, 'punish')!),
  );
  let best: Found = { score: -1, value: 0.5, high: 0.5, minArea: 0 };
  for (const minArea of MIN_AREAS) {
    for (const { value, t } of byDistance) {
      for (const h of highs(t)) {
        const kept = cases.map((c) => c.predicted[h]! >= Math.max(1, minArea * c.pixels));
        const found = cases.flatMap((c, i) => (c.reference > 0 ? [kept[i] ? scores[t]![i]! : 0] : []));
        const silent = cases.flatMap((c, i) => (c.reference > 0 ? [] : [Number(!kept[i])]));
        const halves = [found, silent].filter((half) => half.length > 0).map(mean);
        const score = halves.length === 0 ? 0 : mean(halves);
        if (score > best.score + 1e-12) best = { score, value, high: THRESHOLDS[h]!, minArea };
      }
    }
  }
  return best;
}

/** What a model of more than two classes is run with: nothing is fitted. */
export const likeliest = (n: number, positives: number): MaskRule => ({
  ...{ value: 0, high: null, minArea: 0, rule: 'the likeliest class', chosenOn: 'validation' as const },
  n,
  positives,
});

/** A rule in words, of each region by its name. */
export function describeRule(rule: MaskRule, names: readonly string[]): string {
  const one = ({ value, high, minArea }: RegionRule) => {
    const area = `least area ${(100 * minArea).toFixed(2)} % of the image`;
    return high === null ? `threshold ${value}, ${area}` : `threshold ${value} where ${area} reaches ${high}`;
  };
  if (rule.regions === undefined) return rule.value === 0 ? rule.rule : one(rule);
  return rule.regions.map((own, r) => `${names[r]}: ${one(own)}`).join('; ');
}
