import { dice, type WeightedMetric, weightedAuroc, weightedMean } from '../../metrics/index.ts';
import { type MaskCase, POLICIES } from '../../train/index.ts';

/** What two segmentations are compared by, and what it is called. */
export const MASK_ENDPOINTS = {
  dicePositives: 'Dice where there is a region',
  diceSkipBothEmpty: 'Dice, both empty left out',
  dicePunish: 'Dice, an empty mask scores 0',
  diceReward: 'Dice, both empty scores 1',
  pooledDice: 'Dice of all pixels pooled',
  leftEmpty: 'images without a region left empty',
  auroc: 'AUROC of the image score',
} as const;
export type MaskEndpoint = keyof typeof MASK_ENDPOINTS;
export const ENDPOINT_NAMES = Object.keys(MASK_ENDPOINTS) as MaskEndpoint[];

/** What the verdict goes by: marking nothing scores 0 (docs/decisions/188-segmentation-verdict.md). */
export const PRIMARY = 'dicePositives' satisfies MaskEndpoint;

/** Of each class of region, in the order of the test images. [regions][images] */
export type MaskCases = readonly (readonly MaskCase[])[];

const POLICY_OF = {
  dicePositives: 'positives',
  diceSkipBothEmpty: 'skipBothEmpty',
  dicePunish: 'punish',
  diceReward: 'reward',
} as const;
type DiceEndpoint = keyof typeof POLICY_OF;

export const isDice = (name: MaskEndpoint): name is DiceEndpoint => Object.hasOwn(POLICY_OF, name);

/** Dice of one image and region, null where the policy leaves it out. */
export const diceUnder = (name: DiceEndpoint, { counts }: MaskCase): number | null =>
  dice(counts, POLICIES[POLICY_OF[name]]);

/** Whether there is a region of any class in each image. [images] */
export const withRegion = (cases: MaskCases): boolean[] =>
  cases[0]!.map((_, i) => cases.some((own) => own[i]!.counts.reference > 0));

/** The images that an endpoint is about: only these are resampled, and their number is its n. `runs` are of the same images. */
export function relevantImages(name: MaskEndpoint, runs: readonly MaskCases[]): number[] {
  const all = runs[0]![0]!.map((_, i) => i);
  if (name === 'pooledDice' || name === 'auroc') return all;
  if (name === 'leftEmpty') {
    const region = withRegion(runs[0]!);
    return all.filter((i) => !region[i]);
  }
  return all.filter((i) => runs.some((cases) => cases.some((own) => diceUnder(name, own[i]!) !== null)));
}

/** An endpoint of some images under weights; of several classes of region the mean over those that it is defined for. */
export function endpointMetric(name: MaskEndpoint, cases: MaskCases, images: readonly number[]): WeightedMetric {
  if (name === 'leftEmpty') {
    return weightedMean(images.map((i) => Number(cases.every((own) => own[i]!.counts.predicted === 0))));
  }
  if (name === 'auroc') {
    const labels = withRegion(cases);
    const scores = images.map((i) => cases[0]![i]!.score);
    return weightedAuroc(
      images.map((i) => Number(labels[i])),
      scores,
    );
  }
  const perRegion = cases.map((own): WeightedMetric => {
    const chosen = images.map((i) => own[i]!);
    return isDice(name) ? weightedMean(chosen.map((c) => diceUnder(name, c))) : pooledDice(chosen);
  });
  return (weights) => {
    const values = perRegion.flatMap((metric) => metric(weights) ?? []);
    return values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length;
  };
}

function pooledDice(cases: readonly MaskCase[]): WeightedMetric {
  return (weights) => {
    let [both, total] = [0, 0];
    for (const [i, { counts }] of cases.entries()) {
      both += weights[i]! * counts.both;
      total += weights[i]! * (counts.reference + counts.predicted);
    }
    return total === 0 ? null : (2 * both) / total;
  };
}

/** What marking nothing reaches on the same images. */
export function emptyBaseline(name: MaskEndpoint, cases: MaskCases): number | null {
  if (name === 'auroc') return 0.5;
  const emptied = cases.map((own) =>
    own.map((c) => ({ ...c, counts: { reference: c.counts.reference, predicted: 0, both: 0 } })),
  );
  const images = cases[0]!.map((_, i) => i);
  const about = name === 'leftEmpty' ? relevantImages(name, [cases]) : images;
  return endpointMetric(name, emptied, about)(new Float64Array(about.length).fill(1));
}
