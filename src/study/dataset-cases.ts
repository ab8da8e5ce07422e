import type { Sample } from '../data/index.ts';
import type { LabelledCases } from './label-file.ts';

/** Samples of a data set as cases. Throws one line for a sample without a label, and where all are of one class. */
export function casesOf(
  samples: readonly Sample[],
  { source, classes, hash }: { source: string; classes: readonly string[]; hash?: string },
): LabelledCases {
  const unlabelled = samples.find((s) => s.label < 0);
  if (unlabelled) throw new Error(`${source}: ${unlabelled.imagePath} (row ${unlabelled.row}) has no label`);
  const labels = samples.map((s) => s.label);
  if (new Set(labels).size < 2) {
    const only =
      samples.length === 0 ? 'there are no cases' : `all ${labels.length} cases are '${classes[labels[0]!]}'`;
    throw new Error(`${source}: ${only}; nothing can be measured on one class`);
  }
  const columns = [...new Set(samples.flatMap((s) => Object.keys(s.attributes)))];
  const known = samples.some((s) => s.patientId !== undefined);
  return {
    ...{ source, classes, labels },
    imagePaths: samples.map((s) => s.imagePath),
    places: samples.map((s) => `${source}:${s.row}`),
    groupColumn: known ? 'patient_id' : null,
    groups: known ? samples.map((s) => s.patientId ?? `image ${s.imagePath}`) : null,
    attributes: Object.fromEntries(columns.map((c) => [c, samples.map((s) => s.attributes[c] ?? '')])),
    files: samples.map((s) => s.file),
    ...(hash ? { dataHash: hash } : {}),
  };
}
