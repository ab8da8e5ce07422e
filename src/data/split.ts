import { createHash } from 'node:crypto';
import { random } from '../stats/random.ts';
import { type Dataset, type Sample, SPLITS, type Split } from './dataset.ts';
import { byName } from './paths.ts';

export interface SplitOptions {
  readonly seed: number;
  /** Wanted share of patients; they need not sum to 1. A split given by the data stays as it is. */
  readonly fractions?: Readonly<Record<Split, number>>;
  /** What to do about leaks, empty and one-class splits: `error` (default), or go on with a warning. */
  readonly onProblem?: 'error' | 'warn';
  /** Whether a split of one class is a problem (default): not where labels only stratify, as with masks. */
  readonly needsClasses?: boolean;
}

export interface SplitCount {
  readonly patients: number;
  readonly images: number;
  /** Images of each class, by class name. */
  readonly classes: Readonly<Record<string, number>>;
}

/** Which image is in which split: written into the run, so that it can be read back, compared and audited. */
export interface SplitRecord {
  readonly assignments: readonly SplitAssignment[];
  /** SHA-256 over the assignments, in path order. */
  readonly hash: string;
  readonly counts: Readonly<Record<Split, SplitCount>>;
  readonly warnings: readonly string[];
}

export interface SplitAssignment {
  readonly imagePath: string;
  readonly patientId: string;
  readonly label: string;
  readonly split: Split;
}

export const DEFAULT_FRACTIONS: Readonly<Record<Split, number>> = { train: 0.7, val: 0.1, test: 0.2 };

/**
 * Train, validation and test by patient, stratified on the patient's rarest class, seeded. Splits that the data gives are kept;
 * one that is missing (usually validation) is taken from the patients of train. A patient in two given splits is a leak: an
 * error that names the patient. Where patients are unknown each image counts as one, with a warning.
 */
export function splitByPatient(dataset: Dataset, options: SplitOptions): SplitRecord {
  const { seed, fractions = DEFAULT_FRACTIONS, onProblem = 'error', needsClasses = true } = options;
  checkFractions(fractions);
  const warnings: string[] = [];
  const problem = (message: string) => {
    if (onProblem === 'error') throw new Error(`${dataset.name}: ${message}`);
    warnings.push(message);
  };

  const unknown = dataset.samples.filter((s) => s.patientId === undefined).length;
  if (unknown > 0) {
    const some =
      unknown === dataset.samples.length ? 'patients are unknown' : `the patient of ${unknown} images is unknown`;
    warnings.push(`${some}: split by image, so images of one patient may be on both sides`);
  }

  const patients = patientsOf(dataset, problem);
  const given = new Set(dataset.samples.flatMap((s) => s.split ?? []));
  const assigned = new Map<string, Split>();
  const open: Patient[] = [];
  for (const p of patients) {
    const split = p.split ?? (given.size > 0 ? 'train' : undefined);
    if (split !== undefined) assigned.set(p.key, split);
    // with splits given, what is missing comes out of train; validation and test of the data are never touched
    if (split === undefined || split === 'train') open.push(p);
  }
  const wanted = SPLITS.filter((s) => fractions[s] > 0 && (!given.has(s) || s === 'train'));
  const loose = given.size === 0 ? 0 : patients.filter((p) => p.split === undefined).length;
  if (loose > 0) warnings.push(`${loose} patients have no split and are taken as train`);
  if (wanted.some((s) => s !== 'train')) {
    for (const [key, split] of allot(open, wanted, fractions, seed)) assigned.set(key, split);
    for (const split of given.size > 0 ? wanted.filter((s) => s !== 'train') : []) {
      const taken = open.filter((p) => assigned.get(p.key) === split).length;
      warnings.push(
        `the data has no ${split} split: ${taken} of ${open.length} ${unknown > 0 ? 'images' : 'patients'} of train are taken, stratified, by seed ${seed}`,
      );
    }
  }

  const assignments = dataset.samples.map((s, i): SplitAssignment => {
    const label = dataset.classes[s.label] ?? '';
    // under onProblem: 'warn' an image stays where the data put it, unless its split was open
    const own = s.split !== undefined && s.split !== 'train' ? s.split : undefined;
    return { imagePath: s.imagePath, patientId: s.patientId ?? '', label, split: own ?? assigned.get(keyOf(s, i))! };
  });
  const record = makeRecord(assignments, dataset.classes, warnings);
  for (const split of SPLITS) {
    if (fractions[split] <= 0 && !given.has(split)) continue;
    const { images, classes } = record.counts[split];
    const present = Object.entries(classes).filter(([, n]) => n > 0);
    if (images === 0) problem(`${split} is empty: ${patients.length} patients are too few for this split`);
    else if (needsClasses && dataset.classes.length > 1 && present.length === 1) {
      problem(`${split} has one class only, '${present[0]![0]}' (${images} images); nothing can be measured on it`);
    }
  }
  return { ...record, warnings };
}

/**
 * The data set with each sample's split as recorded. An image that the record does not know is an error, or is left out with
 * `skipBad`, as an image without a mask was when the record was made. The error names the option where it is `false`, not left out.
 */
export function applySplit(dataset: Dataset, record: SplitRecord, skipBad?: boolean): Dataset {
  const splits = new Map(record.assignments.map((a) => [a.imagePath, a.split]));
  const samples = dataset.samples.flatMap((s): Sample[] => {
    const split = splits.get(s.imagePath);
    if (split !== undefined) return [{ ...s, split }];
    if (skipBad) return [];
    const mend = skipBad === false ? '; --skip-bad leaves such images out' : '';
    throw new Error(`${s.imagePath}: not in the recorded split: left out when it was made, or new since${mend}`);
  });
  return { ...dataset, samples };
}

/** Counts and hash for assignments from anywhere. */
export function makeRecord(
  assignments: readonly SplitAssignment[],
  classes: readonly string[],
  warnings: readonly string[] = [],
): SplitRecord {
  const hash = createHash('sha256');
  for (const a of [...assignments].sort((x, y) => byName(x.imagePath, y.imagePath))) {
    hash.update(JSON.stringify([a.imagePath, a.split]));
  }
  const count = (split: Split): SplitCount => {
    const own = assignments.filter((a) => a.split === split);
    const perClass = classes.map((name) => [name, own.filter((a) => a.label === name).length]);
    const patients = new Set(own.map((a) => a.patientId || a.imagePath)).size;
    return { patients, images: own.length, classes: Object.fromEntries(perClass) };
  };
  const counts = { train: count('train'), val: count('val'), test: count('test') };
  return { assignments, hash: hash.digest('hex'), counts, warnings };
}

export interface Patient {
  readonly key: string;
  readonly split: Split | undefined;
  /** The rarest class among the patient's images. */
  readonly stratum: number;
}

/** An unknown patient is one image; the index keeps such keys apart from real ids. */
export const keyOf = (s: Sample, index: number) => (s.patientId === undefined ? `\u0000${index}` : s.patientId);

/** The patients of a data set, by key; `problem` is told of those in two splits. */
export function patientsOf(dataset: Dataset, problem: (message: string) => void): Patient[] {
  const images = new Map<number, number>();
  for (const s of dataset.samples) images.set(s.label, (images.get(s.label) ?? 0) + 1);
  const rarer = (a: number, b: number) => (images.get(b)! < images.get(a)! ? b : a);

  const patients = new Map<string, { key: string; split: Split | undefined; stratum: number }>();
  const leaked = new Set<string>();
  dataset.samples.forEach((s, i) => {
    const key = keyOf(s, i);
    const known = patients.get(key);
    if (known === undefined) {
      patients.set(key, { key, split: s.split, stratum: s.label });
      return;
    }
    known.stratum = rarer(known.stratum, s.label);
    if (s.split !== undefined && known.split !== undefined && s.split !== known.split && !leaked.has(key)) {
      leaked.add(key);
      problem(
        `patient ${key} is in both ${known.split} and ${s.split} (row ${s.row}, ${s.imagePath}): a leak; keep each patient in one`,
      );
    }
    known.split ??= s.split;
  });
  return [...patients.values()].sort((a, b) => byName(a.key, b.key));
}

/**
 * Largest remainders within each stratum, on seeded order; a split that is wanted gets at least one patient of a stratum
 * that has enough of them, so that a rare finding reaches validation and test.
 */
function allot(
  patients: readonly Patient[],
  wanted: readonly Split[],
  fractions: Readonly<Record<Split, number>>,
  seed: number,
): Map<string, Split> {
  const total = wanted.reduce((sum, s) => sum + fractions[s], 0);
  const result = new Map<string, Split>();
  for (const stratum of new Set(patients.map((p) => p.stratum))) {
    const members = random(seed, 'split', stratum).shuffle(patients.filter((p) => p.stratum === stratum));
    const exact = wanted.map((s) => (members.length * fractions[s]) / total);
    const least = members.length >= wanted.length ? 1 : 0;
    const counts = exact.map((n) => Math.max(least, Math.floor(n)));
    const remainder = (i: number) => exact[i]! - counts[i]!;
    const order = wanted.map((_, i) => i);
    while (sum(counts) < members.length) counts[order.reduce((a, b) => (remainder(b) > remainder(a) ? b : a))]!++;
    while (sum(counts) > members.length) counts[order.reduce((a, b) => (counts[b]! > counts[a]! ? b : a))]!--;
    let at = 0;
    wanted.forEach((split, i) => {
      for (const p of members.slice(at, at + counts[i]!)) result.set(p.key, split);
      at += counts[i]!;
    });
  }
  return result;
}

const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);

function checkFractions(fractions: Readonly<Record<Split, number>>): void {
  for (const split of SPLITS) {
    if (!(fractions[split] >= 0)) throw new RangeError(`split fraction ${split}: ${fractions[split]} is not 0 or more`);
  }
  if (!(fractions.train > 0)) throw new RangeError('split fraction train: must be more than 0');
}
