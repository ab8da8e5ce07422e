import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, type Inspection, inspectDataset } from '../data/index.ts';
import { writeFileAtomic } from '../formats/index.ts';

/** Bytes that a report reads in search of equal images; beyond, `fovea data inspect` has to be asked. */
const MOST_BYTES = 2e9;

/**
 * The data set in figures. The folder of the run or the study keeps them in `inspection.json`, so that the second report of the same data
 * reads no image; a folder that cannot be written costs only the time.
 */
export async function inspected(dataset: Dataset, dir: string): Promise<Inspection> {
  const kept = join(dir, 'inspection.json');
  const before = readKept(kept);
  if (before?.hash === dataset.hash && sameSplit(before, dataset)) return before;
  const inspection = await inspectDataset(dataset, { duplicateBytes: MOST_BYTES });
  try {
    writeFileAtomic(kept, `${JSON.stringify(inspection)}\n`);
  } catch {}
  return inspection;
}

function readKept(path: string): Inspection | null {
  try {
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Inspection) : null;
  } catch {
    return null; // cut off or not ours: it is made anew
  }
}

/** The hash is of what the data set came with; a run divides it by its own seed. */
function sameSplit({ splits }: Inspection, { samples }: Dataset): boolean {
  const counts = new Map<string, number>();
  for (const { split = 'none' } of samples) counts.set(split, (counts.get(split) ?? 0) + 1);
  return [...counts].every(([split, n]) => splits[split]?.images === n);
}
