import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemError } from './errors.ts';

/**
 * Writes a file whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the folder.
 * Whoever reads `path`, even after a crash or a power cut, finds the old content or the new, never a part.
 * Synchronous, so that a checkpoint is on disk when the call returns and no step can slip in between.
 * @throws Error, one line naming the file, when the disk is full, read-only, …; the temporary file is removed.
 */
export function writeFileAtomic(path: string, data: Uint8Array | string | readonly Uint8Array[]): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  const chunks = typeof data === 'string' ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : data;
  try {
    sweep(folder, basename(path));
    const file = openSync(temporary, 'w');
    try {
      for (const chunk of chunks) writeAll(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw systemError(path, 'write', error);
  }
  syncFolder(folder);
}

/** write(2) may take fewer bytes than it was given, and never takes more than 2 GiB. */
function writeAll(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) {
    done += writeSync(file, chunk, done, Math.min(chunk.length - done, 2 ** 30));
  }
}

/** The rename itself is durable only once the folder is; some file systems cannot sync a folder, and then need not. */
function syncFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch {
    // EINVAL, EISDIR or EPERM: a file system without folder sync
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** A writer killed half-way leaves its temporary file: remove those of dead processes, or 20 kills leave 20 checkpoints. */
function sweep(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(`.${name}.`) || !entry.endsWith('.tmp')) continue;
    const pid = Number(entry.slice(name.length + 2, -'.tmp'.length));
    if (!Number.isInteger(pid) || pid <= 0 || isAlive(pid)) continue;
    const path = join(folder, entry);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 60_000) rmSync(path, { force: true }); // a young one may belong to another machine on a shared disk
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
