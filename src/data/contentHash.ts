import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../formats/atomic.ts';
import { systemError } from '../formats/errors.ts';
import { forEachConcurrent } from './source.ts';

const FILE = 'content.json';

/** Below this age a file may yet be rewritten within the same tick of its clock, unseen by size and time. */
const SETTLED_MS = 2000;

type Entry = readonly [size: number, mtimeMs: number, sha256: string];

export interface ContentHashOptions {
  /** Folder of the record of known files; hashes are not kept without it. */
  readonly dir?: string;
  readonly concurrency: number;
}

/** SHA-256 of the bytes of one file. */
export async function hashFile(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/**
 * SHA-256 of each file's bytes. A file whose size and time of change are as recorded is not read again. Two processes
 * may write the record at once: the last one wins, and what the other knew is computed again.
 */
export async function contentHashes(files: readonly string[], options: ContentHashOptions): Promise<string[]> {
  const { dir, concurrency } = options;
  const known = new Map(dir === undefined ? [] : Object.entries(readRecord(dir)));
  const hashes = new Array<string>(files.length);
  let fresh = false;
  await forEachConcurrent(files.length, concurrency, async (i) => {
    const file = files[i]!;
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) throw new Error(`${file}: no such file; it was there when the data set was opened`);
    const entry = known.get(file);
    if (entry !== undefined && entry[0] === stat.size && entry[1] === stat.mtimeMs) {
      hashes[i] = entry[2];
      return;
    }
    hashes[i] = await hashFile(file);
    if (Date.now() - stat.mtimeMs > SETTLED_MS) {
      known.set(file, [stat.size, stat.mtimeMs, hashes[i]]);
      fresh = true;
    }
  });
  if (dir !== undefined && fresh) {
    try {
      mkdirSync(dir, { recursive: true });
    } catch (error) {
      throw systemError(dir, 'write', error);
    }
    writeFileAtomic(join(dir, FILE), JSON.stringify(Object.fromEntries(known)));
  }
  return hashes;
}

function readRecord(dir: string): Record<string, Entry> {
  try {
    const record = JSON.parse(readFileSync(join(dir, FILE), 'utf8'));
    return typeof record === 'object' && record !== null ? record : {};
  } catch {
    return {}; // absent or damaged: only time is lost
  }
}
