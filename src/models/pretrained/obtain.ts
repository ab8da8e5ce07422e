import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { statedChecksum } from './hub.ts';
import { claimPartial, partialOwner, releasePartial } from './partial.ts';
import { TransferError, type TransferOptions, transfer } from './transfer.ts';
import type { PretrainedWeights } from './types.ts';

export interface ObtainOptions extends TransferOptions {
  /** Where downloads are kept; default `weights` in `FOVEA_CACHE`, else in `~/.cache/fovea`. */
  readonly dir?: string | undefined;
  /** Take the file, by its own name, from this address instead; default `FOVEA_WEIGHTS_MIRROR`. */
  readonly mirror?: string | undefined;
  /** Told once when another process is downloading the same file, which is waited for. */
  readonly onWait?: ((owner: string) => void) | undefined;
}

export interface ObtainedWeights {
  readonly path: string;
  /** Of the whole file, in hex. */
  readonly sha256: string;
  /** Whether it lay in the cache already. */
  readonly cached: boolean;
}

export function weightsDir(): string {
  const { FOVEA_CACHE, XDG_CACHE_HOME } = process.env;
  return join(FOVEA_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fovea'), 'weights');
}

/**
 * The file of some weights: from the cache, or downloaded into it. A download that was broken off goes on; the file
 * appears under its name only when it is whole and has its checksum; two processes do not disturb each other.
 * @throws Error of one line that says what is wrong and how to place the file by hand.
 */
export function obtainWeights(weights: PretrainedWeights, options: ObtainOptions = {}): Promise<ObtainedWeights> {
  const { dir = weightsDir() } = options;
  const path = join(dir, weights.file);
  const running = underWay.get(path) ?? obtain(weights, path, options).finally(() => underWay.delete(path));
  underWay.set(path, running);
  return running;
}

/** Of this process: a second call for the same file is given the first one's answer. */
const underWay = new Map<string, Promise<ObtainedWeights>>();

async function obtain(weights: PretrainedWeights, path: string, options: ObtainOptions): Promise<ObtainedWeights> {
  const { mirror = process.env.FOVEA_WEIGHTS_MIRROR } = options;
  const url = mirror ? `${mirror.replace(/\/+$/, '')}/${weights.file}` : weights.url;
  mkdirSync(dirname(path), { recursive: true });
  let waited = false;
  for (;;) {
    if (existsSync(path)) return { path, sha256: await checkCached(weights, path), cached: !waited };
    const part = claimPartial(path);
    if (part !== null) {
      try {
        return { path, sha256: await download(weights, { url, part, path, options }), cached: false };
      } catch (error) {
        releasePartial(path);
        if (!(error instanceof TransferError)) throw error;
        throw new Error(`${weights.name}: ${error.message}; ${byHand(url, path)}`);
      }
    }
    if (!waited) options.onWait?.(partialOwner(path));
    waited = true;
    await pause(250);
  }
}

/** Known weights are checked on each use: a file placed by hand, or a disk, may be wrong. */
async function checkCached(weights: PretrainedWeights, path: string): Promise<string> {
  const sha256 = await hashFile(path);
  if (weights.sha256 === null || sha256.startsWith(weights.sha256)) return sha256;
  const wanted = `its SHA-256 begins with ${sha256.slice(0, 8)}, not ${weights.sha256.slice(0, 8)}`;
  throw new Error(
    `${path}: is not the file of ${weights.name} (${wanted}); delete it, and it will be downloaded again`,
  );
}

interface Download {
  readonly url: string;
  readonly part: string;
  readonly path: string;
  readonly options: ObtainOptions;
}

async function download(weights: PretrainedWeights, { url, part, path, options }: Download): Promise<string> {
  const expected = weights.sha256 ?? (await statedChecksum(url, options));
  for (let resumed = statSync(part).size > 0; ; resumed = false) {
    await transfer(url, part, options);
    const sha256 = await hashFile(part);
    if (sha256.startsWith(expected)) {
      renameSync(part, path);
      return sha256;
    }
    if (!resumed) {
      rmSync(part, { force: true });
      const found = `its SHA-256 begins with ${sha256.slice(0, 8)}, not ${expected.slice(0, 8)}`;
      throw new TransferError(`what ${new URL(url).host} sends is not the file (${found}), and was removed`);
    }
    truncateSync(part); // the part from before was of another file: once more from the beginning
  }
}

function byHand(url: string, path: string): string {
  return `without it, download ${url} elsewhere and save it as ${path}`;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
