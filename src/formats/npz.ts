import { zipSync } from 'fflate';
import type { HostArray } from '../torch/dtype.ts';
import { writeFileAtomic } from './atomic.ts';
import { badFile } from './errors.ts';
import { withFile } from './file-source.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { openZip } from './zip.ts';

/** Reads all arrays of a NumPy archive (np.savez, np.savez_compressed) by name, in the order of the file. */
export function readNpz(path: string): Map<string, HostArray> {
  return withFile(path, (file) => {
    const zip = openZip(file);
    const arrays = zip.names
      .filter((name) => name.endsWith('.npy'))
      .map((name): [string, HostArray] => [name.slice(0, -4), decodeNpy(zip.read(name), `${path}: ${name}`)]);
    if (arrays.length === 0) throw badFile(path, 'is a zip archive without .npy arrays');
    return new Map(arrays);
  });
}

export interface NpzOptions {
  /** Deflate, as np.savez_compressed does; slower, and smaller for images and masks. */
  readonly compress?: boolean;
}

/** fflate writes no zip64. */
const MAX_BYTES = 2 ** 32 - 2 ** 20;

/** Writes a NumPy archive, whole or not at all. Its bytes depend on its arrays alone. */
export function writeNpz(
  path: string,
  arrays: Iterable<readonly [string, HostArray]>,
  { compress = false }: NpzOptions = {},
): void {
  const files: Record<string, Uint8Array> = {};
  let total = 0;
  for (const [name, array] of arrays) {
    const entry = `${name}.npy`;
    if (Object.hasOwn(files, entry)) throw badFile(path, `cannot write: two arrays are named ${name}`);
    const bytes = Buffer.concat(encodeNpy(array, `${path}: ${name}`));
    files[entry] = bytes;
    total += bytes.length;
  }
  if (total > MAX_BYTES)
    throw badFile(path, 'cannot write: an .npz holds at most 4 GiB', 'write several, or safetensors');
  writeFileAtomic(path, zipSync(files, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) }));
}
