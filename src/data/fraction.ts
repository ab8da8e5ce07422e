import { random } from '../stats/random.ts';
import type { Dataset, Sample } from './dataset.ts';
import { byName } from './paths.ts';

/**
 * The data set with only a share of its training patients, stratified by their highest class; validation and test stay whole. Shares are
 * nested: the patients of 0.1 are among those of 0.3, so that a learning curve adds patients and swaps none.
 */
export function takeFraction(dataset: Dataset, fraction: number, seed: number): Dataset {
  if (fraction === 1) return dataset;
  const keyOf = (s: Sample) => s.patientId ?? `\u0000${s.imagePath}`;
  const strata = new Map<string, number>();
  for (const s of dataset.samples) {
    if (s.split === 'train') strata.set(keyOf(s), Math.max(s.label, strata.get(keyOf(s)) ?? -1));
  }
  const kept = new Set<string>();
  for (const stratum of new Set(strata.values())) {
    const members = [...strata].filter(([, own]) => own === stratum).map(([key]) => key);
    const order = random(seed, 'fraction', stratum).shuffle(members.sort(byName));
    for (const key of order.slice(0, Math.max(1, Math.round(fraction * order.length)))) kept.add(key);
  }
  return { ...dataset, samples: dataset.samples.filter((s) => s.split !== 'train' || kept.has(keyOf(s))) };
}
