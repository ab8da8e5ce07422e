import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * A download that is under way lies beside its goal as `<file>.<host>.<pid>.part`, so that everyone sees whose it is; one
 * that was given up as `<file>.part`. Renaming is atomic: of two processes that would go on with one, one gets it.
 */

/** Long without a byte, a download of another machine on a shared disk is given up. */
const OTHER_HOST_MS = 120_000;
const host = hostname().replace(/[^A-Za-z0-9_-]/g, '-');

/** Makes this process the owner of the partial file, empty or begun before; null while another live process is. */
export function claimPartial(path: string): string | null {
  const mine = `${path}.${host}.${process.pid}.part`;
  const others = partials(path).filter((part) => part !== mine);
  if (others.some(isLive)) return null;
  const begun = others.find((part) => tryRename(part, mine));
  if (begun === undefined && !existsSync(mine)) closeSync(openSync(mine, 'a'));
  // Two that began in the same moment see each other now, and the later process makes way.
  const rivals = partials(path).filter((part) => part !== mine && isLive(part));
  if (!rivals.some((part) => (ownerOf(part)?.pid ?? 0) < process.pid)) return mine;
  releasePartial(path);
  return null;
}

/** Leaves what there is for the next attempt, of this process or another. */
export function releasePartial(path: string): void {
  const mine = `${path}.${host}.${process.pid}.part`;
  const size = statSync(mine, { throwIfNoEntry: false })?.size;
  if (size === undefined) return;
  if (size === 0) rmSync(mine, { force: true });
  else tryRename(mine, `${path}.part`);
}

/** The process that downloads to `path`, for a message. */
export function partialOwner(path: string): string {
  const owner = partials(path).filter(isLive).map(ownerOf)[0];
  return owner == null ? 'another process' : `process ${owner.pid}${owner.host === host ? '' : ` on ${owner.host}`}`;
}

function partials(path: string): string[] {
  const name = basename(path);
  return readdirSync(dirname(path))
    .filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith('.part'))
    .map((entry) => join(dirname(path), entry));
}

function ownerOf(part: string): { host: string; pid: number } | null {
  const match = /\.([A-Za-z0-9_-]+)\.(\d+)\.part$/.exec(part);
  return match === null ? null : { host: match[1]!, pid: Number(match[2]) };
}

function isLive(part: string): boolean {
  const owner = ownerOf(part);
  if (owner === null) return false;
  if (owner.host === host) return isAlive(owner.pid);
  const written = statSync(part, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < OTHER_HOST_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // another was quicker
    throw error;
  }
}
