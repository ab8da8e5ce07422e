import { type Random, random } from '../stats/random.ts';
import type { Dataset } from './dataset.ts';
import { byName } from './paths.ts';
import { keyOf, makeRecord, type Patient, patientsOf, type SplitAssignment, type SplitRecord } from './split.ts';

export interface FoldOptions {
  readonly folds: number;
  readonly seed: number;
  /** Share of the patients outside a fold that validate its model. Default 0.15. */
  readonly validation?: number;
}

/**
 * A split for each of k folds, by patient, stratified on the patient's rarest class, seeded: the fold is its test split, some of the other
 * patients its validation split. Every image is tested once. Splits that the data gives are not looked at.
 */
export function foldsByPatient(dataset: Dataset, { folds, seed, validation = 0.15 }: FoldOptions): SplitRecord[] {
  const warnings: string[] = [];
  const free = { ...dataset, samples: dataset.samples.map(({ split: _, ...sample }) => sample) };
  const patients = patientsOf(free, (message) => warnings.push(message));
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= patients.length / 2))
    throw new Error(
      `${dataset.name}: ${folds} folds of ${patients.length} patients; take 2 to ${Math.floor(patients.length / 2)}`,
    );
  if (dataset.samples.some((s) => s.patientId === undefined))
    warnings.push('patients are unknown: folds are by image, so images of one patient may be on both sides');
  const foldOf = dealt(patients, folds, random(seed, 'folds'));

  return Array.from({ length: folds }, (_, fold) => {
    const rest = patients.filter(({ key }) => foldOf.get(key) !== fold);
    const share = Math.max(2, Math.round(1 / validation));
    const held = dealt(rest, share, random(seed, 'folds', fold));
    const splitOf = (key: string) => (foldOf.get(key) === fold ? 'test' : held.get(key) === 0 ? 'val' : 'train');
    const assignments = free.samples.map((s, i): SplitAssignment => {
      const label = dataset.classes[s.label] ?? '';
      return { imagePath: s.imagePath, patientId: s.patientId ?? '', label, split: splitOf(keyOf(s, i)) };
    });
    return makeRecord(assignments, dataset.classes, fold === 0 ? warnings : []);
  });
}

/** Patients to parts of nearly one size each, stratum by stratum, in seeded order. */
function dealt(patients: readonly Patient[], parts: number, rng: Random): ReadonlyMap<string, number> {
  const strata = [...new Set(patients.map((p) => p.stratum))].sort((a, b) => a - b);
  const order = strata.flatMap((stratum) =>
    rng.shuffle(patients.filter((p) => p.stratum === stratum).sort((a, b) => byName(a.key, b.key))),
  );
  return new Map(order.map(({ key }, i) => [key, i % parts]));
}
