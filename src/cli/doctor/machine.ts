import { statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import type { Check } from './check.ts';

const OLDEST_NODE = 20;
const GIB = 2 ** 30;
const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;

/** Training DenseNet-121 at 224 px, batch 16, in f32 takes about 3 GiB; its run folder with two checkpoints 0.2 GiB. */
const WANTED_MEMORY = 4 * GIB;
const WANTED_DISK = 1 * GIB;

export function checkNode(): Check {
  const found = process.versions.node;
  if (Number(found.split('.')[0]) >= OLDEST_NODE) return { name: 'Node', state: 'ok', found, data: { version: found } };
  return {
    name: 'Node',
    state: 'missing',
    found,
    mend: `install Node ${OLDEST_NODE} or newer`,
    data: { version: found },
  };
}

export async function checkImages(): Promise<Check> {
  try {
    const { default: sharp } = await import('sharp');
    const { pixels } = await import('../../image/pixels.ts');
    const { sharp: version, vips } = sharp.versions;
    const libdeflate = pixels?.inflates ?? false;
    const check = { name: 'images', data: { sharp: version, vips, libdeflate } };
    const found = `sharp ${version}, libvips ${vips}`;
    if (libdeflate) return { ...check, state: 'ok', found: `${found}, libdeflate` };
    const mend = 'PNGs load a third faster with libdeflate: run "apt-get install libdeflate0"';
    return { ...check, state: 'note', found, mend };
  } catch (error) {
    const [reason] = (error as Error).message.trim().split('\n');
    return { name: 'images', state: 'missing', found: reason!, mend: 'run "npm ci --include=optional"' };
  }
}

export function checkMemory(): Check {
  const limit = process.constrainedMemory() ?? 0; // a container's; 0 or absurdly large where there is none
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const free = Math.min(freemem(), total);
  const check = { name: 'memory', found: `${gib(free)} free of ${gib(total)}`, data: { free, total } };
  if (free >= WANTED_MEMORY) return { ...check, state: 'ok' };
  return { ...check, state: 'note', mend: 'take a smaller --batch-size or --image-size, or close other programs' };
}

/** Of the file system that the current folder is on: runs are written there. */
export function checkDisk(folder = '.'): Check {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const [free, total] = [bavail * bsize, blocks * bsize];
  const check = { name: 'disk', found: `${gib(free)} free of ${gib(total)}`, data: { free, total } };
  if (free >= WANTED_DISK) return { ...check, state: 'ok' };
  return { ...check, state: 'missing', mend: 'free some space, or write runs elsewhere with --out' };
}
