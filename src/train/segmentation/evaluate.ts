import { auroc, dice, type EmptyMaskPolicy, iou } from '../../metrics/index.ts';
import {
  aurocInterval,
  bootstrapInterval,
  clusteredAurocInterval,
  type Estimate,
  evaluatePerCase,
} from '../../stats/index.ts';
import type { MaskCase } from './cases.ts';
import { evaluateLesions, type LesionEvaluation, proportion } from './evaluate-lesions.ts';

/** Each policy under the name that it has in JSON. */
export const POLICIES = {
  positives: 'skip empty reference',
  skipBothEmpty: 'skip both empty',
  punish: 'punish',
  reward: 'reward',
} as const satisfies Record<string, EmptyMaskPolicy>;
export type PolicyName = keyof typeof POLICIES;

export interface MaskEvaluation {
  readonly n: number;
  readonly positives: number;
  readonly patients: number;
  /** Of distances. */
  readonly unit: 'mm' | 'pixels';
  /** Means over images. The baseline is an empty mask for every image. */
  readonly dice: Readonly<Record<PolicyName, Estimate>>;
  readonly iou: Readonly<Record<PolicyName, Estimate>>;
  /** Of the pixels of all images together. */
  readonly pooledDice: Estimate;
  readonly hd95: Estimate;
  readonly assd: Estimate;
  readonly nsd: Estimate;
  /** Of the image-level score; null where all images, or none, have the region. */
  readonly auroc: Estimate | null;
  /** Images without the region that are left empty, of all such. */
  readonly leftEmpty: Estimate;
  readonly lesions: LesionEvaluation;
}

/** Metrics of one class of region with intervals by patient (BCa bootstrap; of pooled Dice percentiles), and what marking nothing reaches. */
export function evaluateMasks(
  cases: readonly MaskCase[],
  options: { seed?: number; replicates?: number } = {},
): MaskEvaluation {
  const patients = cases.map((c) => c.patient);
  const perCase = (values: (number | null)[], trivial?: (number | null)[]) =>
    evaluatePerCase(values, { ...options, patients, ...(trivial ? { trivial } : {}) }).mean;
  const byPolicy = (metric: typeof dice) =>
    Object.fromEntries(
      Object.entries(POLICIES).map(([name, policy]) => {
        const empty = cases.map(({ counts }) => metric({ ...counts, predicted: 0, both: 0 }, policy));
        return [
          name,
          perCase(
            cases.map(({ counts }) => metric(counts, policy)),
            empty,
          ),
        ];
      }),
    ) as Record<PolicyName, Estimate>;
  return {
    n: cases.length,
    positives: cases.filter(({ counts }) => counts.reference > 0).length,
    patients: new Set(patients).size,
    unit: cases.length > 0 && cases.every((c) => c.spacing !== null) ? 'mm' : 'pixels',
    dice: byPolicy(dice),
    iou: byPolicy(iou),
    pooledDice: pooled(cases, patients, options),
    hd95: perCase(cases.map((c) => c.hd95)),
    assd: perCase(cases.map((c) => c.assd)),
    nsd: perCase(
      cases.map((c) => c.nsd),
      cases.map((c) => (c.nsd === null ? null : 0)),
    ),
    auroc: imageAuroc(cases, patients),
    leftEmpty: proportion(emptyImages(cases), { baseline: 1, none: 'every image has the region' }),
    lesions: evaluateLesions(cases, options),
  };
}

const emptyImages = (cases: readonly MaskCase[]) =>
  cases
    .filter(({ counts }) => counts.reference === 0)
    .map(({ counts, patient }) => ({ matched: counts.predicted === 0, patient }));

function pooled(
  cases: readonly MaskCase[],
  clusters: readonly string[],
  options: { seed?: number; replicates?: number },
): Estimate {
  const n = cases.length;
  const metric = (weights: ArrayLike<number>) => {
    let [both, total] = [0, 0];
    for (const [i, { counts }] of cases.entries()) {
      both += weights[i]! * counts.both;
      total += weights[i]! * (counts.reference + counts.predicted);
    }
    return total === 0 ? null : (2 * both) / total;
  };
  const { standardError: _, ...interval } = bootstrapInterval(metric, { n, clusters, ...options });
  return { ...interval, n, baseline: 0 };
}

function imageAuroc(cases: readonly MaskCase[], patients: readonly string[]): Estimate | null {
  const labels = cases.map(({ counts }) => Number(counts.reference > 0));
  const scores = cases.map((c) => c.score);
  const value = auroc(labels, scores);
  if (value === null) return null;
  const repeats = new Set(patients).size < patients.length;
  const interval = repeats
    ? clusteredAurocInterval({ labels, scores, clusters: patients })
    : aurocInterval(labels, scores);
  return { ...interval, value, n: cases.length, baseline: 0.5 };
}
