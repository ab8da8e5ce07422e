import type { Inspection, NearDuplicate, SplitSummary } from '../data/index.ts';

/** A data set in figures, for the terminal. */
export function renderInspection(inspection: Inspection): string {
  const { name, layout, root, hash, total, splits, views, sizes, duplicates, patientsAcrossSplits } = inspection;
  const across = duplicates.filter((d) => d.splits.length > 1);
  const conflicting = duplicates.filter((d) => d.labels.length > 1);
  const near = inspection.nearDuplicates ?? [];
  const lines = [
    `${name} (${layout} layout) at ${root}`,
    `hash        ${hash.slice(0, 16)}`,
    `total       ${summary(total)}`,
    ...Object.entries(splits).map(([split, s]) => `${split.padEnd(12)}${summary(s)}`),
    `patients    known for ${inspection.withPatient} of ${total.images} images`,
    `views       ${counts(views) || 'unknown'}`,
    `sizes       ${counts(sizes.counts)} (of ${sizes.sampled} looked at)`,
    `duplicates  ${duplicates.length} groups of equal files; ${across.length} across splits, ${conflicting.length} with two labels`,
    `near        ${near.length} pairs across splits that look alike, ${near.filter(twoLabels).length} with two labels`,
    `leaks       ${patientsAcrossSplits.length} patients in more than one split`,
  ];
  for (const d of across) lines.push(`  leak: ${d.imagePaths.join(' = ')} (${d.splits.join(', ')})`);
  for (const d of near) {
    const labels = twoLabels(d) ? `; labels ${d.labels.join(' and ')}` : '';
    lines.push(
      `  leak: ${d.imagePaths.join(' ≈ ')} (${d.splits.join(', ')}; correlation ${d.correlation.toFixed(4)}${labels})`,
    );
  }
  for (const p of patientsAcrossSplits) lines.push(`  leak: patient ${p.patientId} (${p.splits.join(', ')})`);
  for (const d of conflicting) lines.push(`  conflict: ${d.imagePaths.join(' = ')} (${d.labels.join(', ')})`);
  for (const file of sizes.unreadable) lines.push(`  unreadable: ${file}`);
  for (const warning of inspection.warnings) lines.push(`note: ${warning}`);
  for (const skipped of inspection.skipped) lines.push(`left out: ${skipped}`);
  return lines.join('\n');
}

const twoLabels = ({ labels }: NearDuplicate) => labels[0] !== labels[1];

function summary({ images, patients, classes, masks }: SplitSummary): string {
  const masked = masks > 0 ? `, ${masks} masks` : '';
  return `${images} images of ${patients} patients: ${counts(classes)}${masked}`;
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}
