import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

export interface TransferOptions {
  /** Told after every piece; `total` is null where the server does not say. */
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined;
  /** Attempts in a row that bring nothing before it is given up. */
  readonly attempts?: number;
  /** Pause before the second attempt, doubled for each further one, milliseconds. */
  readonly pauseMs?: number;
  /** A connection that is silent for so long has dropped, milliseconds. */
  readonly stallMs?: number;
}

/** A download that cannot go on; `message` is the reason alone. */
export class TransferError extends Error {}

/** The network is not there at all: waiting would not help. */
const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);
const FULL_DISK = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Completes the file at `part` from `url`: asks for the bytes that are missing (an HTTP range), and asks again when the
 * connection drops.
 * @throws TransferError; what has arrived stays in the file.
 */
export async function transfer(url: string, part: string, options: TransferOptions = {}): Promise<void> {
  const { attempts = 5, pauseMs = 500 } = options;
  const file = await open(part, 'r+');
  try {
    for (let fruitless = 0, arrived = false, reason = ''; ; ) {
      const before = (await file.stat()).size;
      try {
        if (await fetchRest(url, file, options)) return await file.sync();
        reason = 'the connection ended early';
      } catch (error) {
        reason = reasonOf(url, error, arrived || (await file.stat()).size > before);
      }
      const more = (await file.stat()).size > before;
      arrived ||= more;
      fruitless = more ? 0 : fruitless + 1;
      if (fruitless >= attempts) throw new TransferError(`${reason}, ${attempts} times in a row`);
      await pause(pauseMs * 2 ** fruitless);
    }
  } finally {
    await file.close();
  }
}

/** One request, appended to what is there; whether the file is complete then. */
async function fetchRest(url: string, file: FileHandle, options: TransferOptions): Promise<boolean> {
  const { onProgress, stallMs = 30_000 } = options;
  const stall = new AbortController();
  const arm = () => setTimeout(() => stall.abort(new Error(`no data for ${stallMs / 1000} s`)), stallMs);
  let timer = arm();
  try {
    let have = (await file.stat()).size;
    // Compressed in transit, ranges and lengths would mean something else.
    const headers = { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
    const response = await fetch(url, { headers, signal: stall.signal });
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (response.status === 416) {
      await response.body?.cancel();
      if (Number(range?.[2]) === have) return true;
      await file.truncate(0); // longer than the file there: it is of something else
      return false;
    }
    if (!response.ok) throw await refusal(response);
    if (response.status !== 206 || Number(range?.[1]) !== have) {
      if (response.status === 206) throw new TransferError('the server answers with another range than was asked for');
      have = 0; // it sends all, whatever was asked
      await file.truncate(0);
    }
    const length = response.headers.get('content-length');
    const total = range?.[2] ? Number(range[2]) : length === null ? null : Number(length);
    onProgress?.(have, total);
    for await (const piece of response.body ?? []) {
      clearTimeout(timer);
      timer = arm();
      await writeAll(file, piece as Uint8Array, have);
      have += (piece as Uint8Array).length;
      onProgress?.(have, total);
    }
    return total === null || !Number.isFinite(total) || have === total;
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await file.write(piece, done, piece.length - done, position + done)).bytesWritten;
  }
}

async function refusal(response: Response): Promise<Error> {
  await response.body?.cancel();
  const said = `the server answers ${response.status} ${response.statusText}`.trimEnd();
  return TRANSIENT.has(response.status) ? new Error(said) : new TransferError(said);
}

/** Why an attempt failed, in words; throws where another would fail too. */
function reasonOf(url: string, error: unknown, arrived: boolean): string {
  if (error instanceof TransferError) throw error;
  const cause = (error as { cause?: unknown }).cause ?? error;
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  if (FULL_DISK.has(code)) throw new TransferError('the disk is full');
  if (!UNREACHABLE.has(code))
    return code === '' || code.startsWith('UND_') ? `the connection dropped (${message})` : `${message}`;
  if (arrived) return `${new URL(url).host} cannot be reached (${code})`;
  throw new TransferError(`no network, or none to ${new URL(url).host} (${code})${proxyHint()}`);
}

function proxyHint(): string {
  const proxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => process.env[name]);
  if (proxy === undefined || process.env.NODE_USE_ENV_PROXY) return '';
  return `; ${proxy} is set, which Node 24 and later heed with NODE_USE_ENV_PROXY=1`;
}
