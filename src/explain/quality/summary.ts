import { clusteredProportion, type Estimate, meanInterval } from '../../stats/index.ts';
import type { ImageQuality } from '../explain-images.ts';

export interface QualityCase extends ImageQuality {
  readonly patient: string;
  /** Of an image with boxes: whether the map is highest in one, and how often a random pixel would be. */
  readonly pointing: { readonly hit: boolean; readonly chance: number } | null;
}

/** How far a method's maps of one model are to be believed, each by patient. */
export interface ExplanationQuality {
  readonly deletion: Estimate;
  readonly insertion: Estimate;
  /** Insertion less what a random order reaches on the same image; deletion the other way round: above 0 is better than chance. */
  readonly deletionGain: Estimate;
  readonly insertionGain: Estimate;
  /** Rank correlation with the maps of random weights: near 1, the maps are not of what was learnt. */
  readonly randomisedLikeness: Estimate;
  readonly pointingGame: Estimate | null;
}

export function explanationQuality(cases: readonly QualityCase[]): ExplanationQuality {
  const mean = (values: readonly (number | null)[], baseline: number | null): Estimate => {
    const interval = meanInterval(values, { clusters: cases.map((c) => c.patient) });
    const { value, low, high, method, n, reason } = interval;
    return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
  };
  const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const chance = (of: 'deletion' | 'insertion') => average(cases.map((c) => c.chance[of]));
  const boxed = cases.flatMap((c) => (c.pointing ? [{ patient: c.patient, ...c.pointing }] : []));
  return {
    deletion: mean(
      cases.map((c) => c.own.deletion),
      chance('deletion'),
    ),
    insertion: mean(
      cases.map((c) => c.own.insertion),
      chance('insertion'),
    ),
    deletionGain: mean(
      cases.map((c) => c.chance.deletion - c.own.deletion),
      0,
    ),
    insertionGain: mean(
      cases.map((c) => c.own.insertion - c.chance.insertion),
      0,
    ),
    randomisedLikeness: mean(
      cases.map((c) => c.likeness),
      0,
    ),
    pointingGame: boxed.length === 0 ? null : pointing(boxed, average(boxed.map((c) => c.chance))),
  };
}

function pointing(boxed: readonly { patient: string; hit: boolean }[], baseline: number): Estimate {
  const { value, low, high, method, n, reason } = clusteredProportion(
    boxed.map((c) => c.hit),
    boxed.map((c) => c.patient),
  );
  return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
}
