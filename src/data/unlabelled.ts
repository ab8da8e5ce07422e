import { createHash } from 'node:crypto';
import { random } from '../stats/random.ts';
import type { Dataset, Sample, Split } from './dataset.ts';
import { openDataset } from './open.ts';
import { byName } from './paths.ts';
import { makeRecord, type SplitRecord } from './split.ts';

export interface UnlabelledOptions {
  readonly skipBad?: boolean;
}

/**
 * The images of one or several data sets of any layout as one, without labels: for learning from images alone. Patients of one id are one
 * patient in all of them, which at worst keeps images together that need not be.
 */
export function openUnlabelled(paths: readonly string[], options: UnlabelledOptions = {}): Dataset {
  const sets = paths.map((path) => openDataset(path, { ...options, ignoreLabels: true }));
  const [first] = sets;
  if (first === undefined) throw new Error('no data set is named');
  if (sets.length === 1) return first;
  const samples = sets.flatMap((set, i) =>
    set.samples.map((s) => ({ ...s, imagePath: `${i + 1}:${set.name}/${s.imagePath}` })),
  );
  const files = new Map<string, Sample>();
  for (const sample of samples) {
    const place = `${sample.file}\0${sample.packed?.index ?? ''}`;
    const twin = files.get(place);
    if (twin !== undefined) throw new Error(`${sample.imagePath}: is also ${twin.imagePath}; name each folder once`);
    files.set(place, sample);
  }
  return {
    name: sets.map((set) => set.name).join('+'),
    layout: sets.map((set) => set.layout).join('+'),
    root: first.root,
    classes: [],
    samples,
    hash: createHash('sha256')
      .update(sets.map((set) => set.hash).join())
      .digest('hex'),
    warnings: sets.flatMap((set) => set.warnings),
    skipped: sets.flatMap((set) => set.skipped),
  };
}

/**
 * Images to learn from (`train`), to measure on (`val`), and those that are left alone (`test`): every image of a patient who has one in a
 * test split of the data, wherever it lies. Patients with a validation image are measured on; where there are none, a seeded `share` of
 * them is. `excluded` are image paths or patients of a test split made elsewhere.
 */
export function splitUnlabelled(
  dataset: Dataset,
  { seed, share, excluded = new Set() }: { seed: number; share: number; excluded?: ReadonlySet<string> },
): SplitRecord {
  const key = ({ patientId, imagePath }: Sample) => (patientId === undefined ? `\0${imagePath}` : patientId);
  const patients = new Map<string, Split | undefined>();
  for (const sample of dataset.samples) {
    const own = isExcluded(sample, excluded) ? 'test' : sample.split;
    patients.set(key(sample), strictest(patients.get(key(sample)), own));
  }
  const warnings: string[] = [];
  if (![...patients.values()].includes('val')) {
    const open = [...patients].filter(([, split]) => split !== 'test').map(([id]) => id);
    const count = Math.min(open.length - 1, Math.max(1, Math.round(share * open.length)));
    for (const id of random(seed, 'held-out').shuffle(open.sort(byName)).slice(0, count)) patients.set(id, 'val');
  }
  const moved = dataset.samples.filter((s) => s.split === 'train' && patients.get(key(s)) === 'test').length;
  if (moved > 0) warnings.push(`${moved} training images are left out: their patients are in a test split`);
  const assignments = dataset.samples.map((s) => ({
    imagePath: s.imagePath,
    patientId: s.patientId ?? '',
    label: '',
    split: patients.get(key(s)) ?? 'train',
  }));
  const record = makeRecord(assignments, [], warnings);
  for (const split of ['train', 'val'] as const)
    if (record.counts[split].images === 0)
      throw new Error(
        `${dataset.name}: no images left to ${split === 'train' ? 'learn from' : 'measure on'}; two patients are the least`,
      );
  if (record.counts.test.images === 0)
    warnings.push(
      'no image is marked as test: one that a later run tests on may be learnt from here (see --leave-out)',
    );
  return { ...record, warnings };
}

const isExcluded = ({ imagePath, patientId }: Sample, excluded: ReadonlySet<string>) =>
  [imagePath, imagePath.replace(/^\d+:[^/]*\//, ''), patientId].some(
    (name) => name !== undefined && excluded.has(name),
  );

const ORDER: readonly (Split | undefined)[] = [undefined, 'train', 'val', 'test'];
const strictest = (a: Split | undefined, b: Split | undefined) => ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))];
