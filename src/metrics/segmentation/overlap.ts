import { checkMasks, type Mask } from './mask.ts';

/**
 * What a case counts whose masks are empty; without saying which, a mean Dice means nothing:
 * - `reward`: both empty scores 1, one empty 0 (as the SIIM pneumothorax challenge);
 * - `punish`: any empty mask scores 0;
 * - `skip both empty`: both empty is `null`, left out of means; one empty scores 0;
 * - `skip empty reference`: every case without a reference is `null`, found or not.
 */
export type EmptyMaskPolicy = 'reward' | 'punish' | 'skip both empty' | 'skip empty reference';

/** Pixels inside each mask and inside both. */
export interface Overlap {
  readonly reference: number;
  readonly predicted: number;
  readonly both: number;
}

export function overlap(reference: Mask, predicted: Mask): Overlap {
  const masks = checkMasks(reference, predicted);
  let [a, b, both] = [0, 0, 0];
  for (let i = 0; i < masks.reference.length; i++) {
    a += masks.reference[i]!;
    b += masks.predicted[i]!;
    both += masks.reference[i]! & masks.predicted[i]!;
  }
  return { reference: a, predicted: b, both };
}

/** 2 |A ∩ B| / (|A| + |B|) (Dice 1945). `null` where the policy leaves the case out. */
export function dice(counts: Overlap, policy: EmptyMaskPolicy): number | null {
  const { reference, predicted, both } = counts;
  const empty = emptyScore(counts, policy);
  return empty === undefined ? (2 * both) / (reference + predicted) : empty;
}

/** |A ∩ B| / |A ∪ B| (Jaccard 1912). `null` where the policy leaves the case out. */
export function iou(counts: Overlap, policy: EmptyMaskPolicy): number | null {
  const { reference, predicted, both } = counts;
  const empty = emptyScore(counts, policy);
  return empty === undefined ? both / (reference + predicted - both) : empty;
}

/** The score of a case with an empty mask; `undefined` if neither is. */
export function emptyScore(
  { reference, predicted }: Pick<Overlap, 'reference' | 'predicted'>,
  policy: EmptyMaskPolicy,
): number | null | undefined {
  if (reference > 0 && predicted > 0) return undefined;
  if (policy === 'skip empty reference' && reference === 0) return null;
  if (reference > 0 || predicted > 0 || policy === 'punish') return 0;
  return policy === 'reward' ? 1 : null;
}
