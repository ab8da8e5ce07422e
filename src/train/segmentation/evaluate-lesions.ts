import { dice, lesionF1 } from '../../metrics/index.ts';
import {
  bootstrapIntervals,
  clusteredProportion,
  type Estimate,
  evaluatePerCase,
  hasRepeats,
  wilson,
} from '../../stats/index.ts';
import type { MaskCase } from './cases.ts';

/**
 * Where size strata end, as shares of the image: squares of 5, 10 and 20 % of its side. Fixed, so that the strata of one test set are
 * those of the next.
 */
export const LESION_SIZES = [0.0025, 0.01, 0.04] as const;

/** Lesions of one size, and images whose whole region has it. */
export interface LesionStratum {
  /** Shares of the image; `to` is null for the largest. */
  readonly from: number;
  readonly to: number | null;
  /** Lesions found, of those of this size. */
  readonly sensitivity: Estimate;
  /** Mean Dice of the images with so large a region. */
  readonly dice: Estimate;
}

/** Detection per lesion, a connected region; any common pixel finds it. The baselines are those of marking nothing. */
export interface LesionEvaluation {
  /** Lesions found, of all. */
  readonly sensitivity: Estimate;
  /** Marked regions that lie on a lesion, of all. */
  readonly precision: Estimate;
  readonly f1: Estimate;
  /** Marked regions that lie on none, per image. */
  readonly falseAlarms: Estimate;
  readonly bySize: readonly LesionStratum[];
}

interface Options {
  readonly seed?: number;
  readonly replicates?: number;
}

/** Lesions of one image or patient are found or missed together, so intervals go by patient where one has several. */
export function evaluateLesions(cases: readonly MaskCase[], options: Options = {}): LesionEvaluation {
  const lesions = cases.flatMap(({ lesions: { lesions: own }, patient, pixels }) =>
    own.map(({ area, matched }) => ({ share: area / pixels, matched, patient })),
  );
  const marked = cases.flatMap(({ lesions: { regions }, patient }) =>
    regions.map(({ matched }) => ({ matched, patient })),
  );
  return {
    sensitivity: proportion(lesions, { baseline: 0, none: 'no lesions' }),
    precision: proportion(marked, { baseline: null, none: 'nothing is marked' }),
    ...overall(cases, options),
    bySize: [0, ...LESION_SIZES].map((from, s): LesionStratum => {
      const to = LESION_SIZES[s] ?? null;
      const within = (share: number) => share >= from && (to === null || share < to);
      const found = lesions.filter(({ share }) => within(share));
      const images = cases.filter(({ counts, pixels }) => counts.reference > 0 && within(counts.reference / pixels));
      const values = images.map(({ counts }) => dice(counts, 'skip empty reference'));
      const patients = images.map((c) => c.patient);
      return {
        ...{ from, to },
        sensitivity: proportion(found, { baseline: 0, none: 'no lesions of this size' }),
        dice: evaluatePerCase(values, { ...options, patients, trivial: values.map(() => 0) }).mean,
      };
    }),
  };
}

/** A share of things that each belong to a patient. */
export function proportion(
  things: readonly { readonly matched: boolean; readonly patient: string }[],
  { baseline, none }: { baseline: number | null; none: string },
): Estimate {
  const n = things.length;
  if (n === 0) return { value: null, low: null, high: null, method: 'none', n, baseline, reason: none };
  const hits = things.reduce((sum, { matched }) => sum + Number(matched), 0);
  const patients = things.map((t) => t.patient);
  const { low, high, method, reason } = hasRepeats(patients)
    ? clusteredProportion(
        things.map((t) => t.matched),
        patients,
      )
    : wilson(hits, n);
  return { value: hits / n, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
}

/** Of all lesions and regions together, so that each counts alike; images (patients) are resampled. */
function overall(cases: readonly MaskCase[], options: Options): Pick<LesionEvaluation, 'f1' | 'falseAlarms'> {
  const n = cases.length;
  const counts = cases.map(({ lesions: { lesions, regions } }) => {
    const matched = (list: readonly { matched: boolean }[]) => list.reduce((sum, l) => sum + Number(l.matched), 0);
    return { lesions: lesions.length, found: matched(lesions), regions: regions.length, right: matched(regions) };
  });
  const statistics = (weights: ArrayLike<number>) => {
    let [lesions, found, regions, right, images] = [0, 0, 0, 0, 0];
    for (const [i, c] of counts.entries()) {
      const w = weights[i]!;
      images += w;
      lesions += w * c.lesions;
      found += w * c.found;
      regions += w * c.regions;
      right += w * c.right;
    }
    const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
    return {
      f1: lesionF1(share(found, lesions), share(right, regions)),
      falseAlarms: share(regions - right, images),
    };
  };
  const clusters = cases.map((c) => c.patient);
  const { f1, falseAlarms } = bootstrapIntervals(statistics, { n, clusters, ...options });
  const finished = ({ standardError: _, ...interval }: typeof f1) => ({ ...interval, n, baseline: 0 });
  return { f1: finished(f1), falseAlarms: finished(falseAlarms) };
}
