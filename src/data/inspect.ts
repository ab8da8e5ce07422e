import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readImageSize } from '../image/index.ts';
import { isPixels } from './container.ts';
import { hashFile } from './contentHash.ts';
import { type Dataset, type Sample, SPLITS } from './dataset.ts';
import { type NearDuplicate, nearDuplicates } from './nearDuplicates.ts';
import { byName } from './paths.ts';
import { forEachConcurrent } from './source.ts';

export interface InspectOptions {
  /** How many image headers to read (default 200, evenly through the set). */
  readonly sizeSample?: number;
  readonly concurrency?: number;
  /** Search for duplicates only if no more than this is to be read for it (default: whatever it takes). */
  readonly duplicateBytes?: number;
}

export interface SplitSummary {
  readonly images: number;
  readonly patients: number;
  /** Images of each class. */
  readonly classes: Readonly<Record<string, number>>;
  readonly masks: number;
}

export interface Duplicate {
  readonly imagePaths: readonly string[];
  /** More than one: the same picture is on both sides of a split. */
  readonly splits: readonly string[];
  /** More than one: the same picture is labelled in two ways. */
  readonly labels: readonly string[];
}

/** A data set in figures: a plain JSON object. */
export interface Inspection {
  readonly name: string;
  readonly layout: string;
  readonly root: string;
  readonly hash: string;
  readonly classes: readonly string[];
  readonly total: SplitSummary;
  /** By split; images without one under `none`. */
  readonly splits: Readonly<Record<string, SplitSummary>>;
  /** Images whose patient is known. */
  readonly withPatient: number;
  readonly views: Readonly<Record<string, number>>;
  readonly sizes: {
    readonly sampled: number;
    /** `320×320`: how many of those sampled, most frequent first. */
    readonly counts: Readonly<Record<string, number>>;
    readonly unreadable: readonly string[];
  };
  /** Files of the same bytes. */
  readonly duplicates: readonly Duplicate[];
  /** False where the search was not made, since it would have read more than `duplicateBytes`. */
  readonly duplicatesSearched: boolean;
  /** Pairs across splits that look alike, files of the same bytes apart; null where all images are more than `duplicateBytes`. */
  readonly nearDuplicates: readonly NearDuplicate[] | null;
  readonly patientsAcrossSplits: readonly { readonly patientId: string; readonly splits: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly skipped: readonly string[];
}

/** Count everything that could go wrong later: leaks, duplicates, conflicts, odd sizes. */
export async function inspectDataset(dataset: Dataset, options: InspectOptions = {}): Promise<Inspection> {
  const { sizeSample = 200, concurrency = availableParallelism(), duplicateBytes = Number.POSITIVE_INFINITY } = options;
  const { name, layout, root, hash, classes, samples, warnings, skipped } = dataset;
  const splitNames = [...SPLITS, 'none'].filter((split) => samples.some((s) => splitOf(s) === split));
  const duplicates = await findDuplicates(dataset, { concurrency, most: duplicateBytes });
  const group = new Map(duplicates?.flatMap((d, g) => d.imagePaths.map((path) => [path, g] as const)));
  const equal = ({ imagePaths: [a, b] }: NearDuplicate) => group.has(a) && group.get(a) === group.get(b);
  const small = duplicateBytes === Number.POSITIVE_INFINITY || totalBytes(samples) <= duplicateBytes;
  return {
    name,
    layout,
    root,
    hash,
    classes,
    total: summarise(samples, classes),
    splits: Object.fromEntries(
      splitNames.map((split) => [
        split,
        summarise(
          samples.filter((s) => splitOf(s) === split),
          classes,
        ),
      ]),
    ),
    withPatient: samples.filter((s) => s.patientId !== undefined).length,
    views: tally(samples.flatMap((s) => viewOf(s) ?? [])),
    sizes: await sampleSizes(samples, sizeSample, concurrency),
    duplicates: duplicates ?? [],
    duplicatesSearched: duplicates !== null,
    nearDuplicates: small ? (await nearDuplicates(dataset, { concurrency })).filter((p) => !equal(p)) : null,
    patientsAcrossSplits: patientsAcrossSplits(samples),
    warnings,
    skipped,
  };
}

const totalBytes = (samples: readonly Sample[]) => samples.reduce((sum, s) => sum + bytesOf(s), 0);

const splitOf = (s: Sample) => s.split ?? 'none';

/** `View Position` in NIH's words, `view` or `ViewPosition` elsewhere. */
function viewOf(s: Sample): string | undefined {
  const view = Object.entries(s.attributes).find(([k]) => /^view([ _]?position)?$/i.test(k))?.[1];
  return view === '' ? undefined : view;
}

function summarise(samples: readonly Sample[], classes: readonly string[]): SplitSummary {
  return {
    images: samples.length,
    patients: new Set(samples.flatMap((s) => s.patientId ?? [])).size,
    classes: Object.fromEntries(classes.map((name, label) => [name, samples.filter((s) => s.label === label).length])),
    masks: samples.filter((s) => s.maskFile !== undefined).length,
  };
}

/** Counts by name, most frequent first. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || byName(a[0], b[0])));
}

async function sampleSizes(
  samples: readonly Sample[],
  limit: number,
  concurrency: number,
): Promise<Inspection['sizes']> {
  const step = Math.max(1, samples.length / limit);
  const chosen = Array.from({ length: Math.min(limit, samples.length) }, (_, i) => samples[Math.floor(i * step)]!);
  const names: string[] = [];
  const unreadable: string[] = [];
  await forEachConcurrent(chosen.length, concurrency, async (i) => {
    try {
      const { width, height } = await sizeOf(chosen[i]!);
      names.push(`${width}×${height}`);
    } catch (error) {
      unreadable.push((error as Error).message);
    }
  });
  return { sampled: chosen.length, counts: tally(names), unreadable: unreadable.sort(byName) };
}

const bytesOf = ({ file, packed }: Sample) => packed?.container.size(packed.index) ?? statSync(file).size;

async function sizeOf({ file, packed }: Sample): Promise<{ width: number; height: number }> {
  const stored = packed?.container.image(packed.index) ?? file;
  return typeof stored !== 'string' && isPixels(stored) ? stored : readImageSize(stored);
}

async function hashOfImage({ file, packed }: Sample): Promise<string> {
  if (packed === undefined) return hashFile(file);
  const stored = packed.container.image(packed.index);
  return createHash('sha256')
    .update(isPixels(stored) ? stored.data : stored.bytes)
    .digest('hex');
}

/** Files of one size are the only ones that can be equal, so only those are read; null where that is too much. */
async function findDuplicates(
  { samples, classes }: Dataset,
  { concurrency, most }: { concurrency: number; most: number },
): Promise<Duplicate[] | null> {
  const candidates = groupsOfMany(samples, bytesOf).flat();
  if (candidates.reduce((sum, s) => sum + bytesOf(s), 0) > most) return null;
  const hashes = new Map<Sample, string>();
  await forEachConcurrent(candidates.length, concurrency, async (i) => {
    hashes.set(candidates[i]!, await hashOfImage(candidates[i]!));
  });
  return groupsOfMany(candidates, (s) => hashes.get(s)!)
    .map((group) => ({
      imagePaths: group.map((s) => s.imagePath).sort(byName),
      splits: [...new Set(group.map(splitOf))].sort(byName),
      labels: [...new Set(group.map((s) => classes[s.label] ?? 'unlabelled'))].sort(byName),
    }))
    .sort((a, b) => byName(a.imagePaths[0]!, b.imagePaths[0]!));
}

/** Samples that share a key with others, by key. */
function groupsOfMany(samples: readonly Sample[], key: (s: Sample) => string | number): Sample[][] {
  const groups = new Map<string | number, Sample[]>();
  for (const s of samples) {
    const group = groups.get(key(s));
    if (group === undefined) groups.set(key(s), [s]);
    else group.push(s);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function patientsAcrossSplits(samples: readonly Sample[]): Inspection['patientsAcrossSplits'] {
  const splits = new Map<string, Set<string>>();
  for (const s of samples) {
    if (s.patientId === undefined) continue;
    const own = splits.get(s.patientId) ?? new Set();
    splits.set(s.patientId, own.add(splitOf(s)));
  }
  return [...splits]
    .filter(([, own]) => own.size > 1)
    .map(([patientId, own]) => ({ patientId, splits: [...own].sort(byName) }));
}
