import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { weightsMetadata } from '../formats/index.ts';
import { findPretrained, nearestPretrained, type ObtainOptions, obtainWeights } from '../models/pretrained/index.ts';
import { Normalisation } from './preprocess.ts';
import { runPaths } from './run-paths.ts';

/** The weights a run begins from: the file, and what is known of it. */
export const InitialWeights = z.strictObject({
  file: z.string(),
  /** Their name in `fovea models --weights`, or null for a file of the user's. */
  name: z.string().nullable(),
  sha256: z.string(),
  licence: z.string().nullable(),
  /** How images were normalised in their training; null where the file does not say. */
  normalisation: Normalisation.nullable(),
});
export type InitialWeights = z.infer<typeof InitialWeights>;

/**
 * Weights by path or by name; those with a name are downloaded where they are not in the cache.
 * @throws Error of one line, when there is neither such a file nor such a name, or the download fails.
 */
export async function findInitialWeights(pathOrName: string, options: ObtainOptions = {}): Promise<InitialWeights> {
  const known = existsSync(pathOrName) ? undefined : findPretrained(pathOrName);
  if (known === undefined) return openInitialWeights(pathOrName);
  const { path, sha256 } = await obtainWeights(known, options);
  const { mean, std } = known.preprocessing;
  const normalisation = { mean: [...mean], std: [...std] };
  return { file: path, name: known.name, sha256, licence: known.licence, normalisation };
}

/** Weights in a file, or the best of a run's folder; those that Fovea wrote know their normalisation. */
export function openInitialWeights(path: string): InitialWeights {
  const file = weightsFile(resolve(path));
  if (!existsSync(file)) {
    const near = nearestPretrained(path);
    throw new Error(
      `${path}: no such file, nor weights of that name (the nearest is ${near}; see fovea models --weights)`,
    );
  }
  const { normalisation } = weightsMetadata(file);
  const parsed = normalisation === undefined ? null : Normalisation.safeParse(JSON.parse(normalisation));
  return { file, name: null, sha256: hashFile(file), licence: null, normalisation: parsed?.data ?? null };
}

/** In a folder, the best weights of the run that it is. */
function weightsFile(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const { best, config } = runPaths(path);
  if (!existsSync(config)) throw new Error(`${path}: is a folder, but no run (it has no config.json)`);
  if (!existsSync(best)) throw new Error(`${path}: has no weights yet; let it train for an epoch`);
  return best;
}

function hashFile(path: string): string {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let n = readSync(file, buffer); n > 0; n = readSync(file, buffer)) hash.update(buffer.subarray(0, n));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
