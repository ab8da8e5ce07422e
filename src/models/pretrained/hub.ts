import { TransferError } from './transfer.ts';

const MAX_REDIRECTS = 5;

/**
 * The SHA-256 that the Hugging Face Hub states for a large file: in `X-Linked-ETag` of its own answer, before it passes
 * the request on to its storage (as huggingface_hub's `get_hf_file_metadata` reads it).
 */
export async function statedChecksum(url: string, options: { stallMs?: number } = {}): Promise<string> {
  const signal = AbortSignal.timeout(options.stallMs ?? 30_000);
  for (let at = url, hops = 0; hops < MAX_REDIRECTS; hops++) {
    let response: Response;
    try {
      response = await fetch(at, { method: 'HEAD', redirect: 'manual', signal });
    } catch (error) {
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      const why = cause?.code ?? cause?.message ?? (error as Error).message;
      throw new TransferError(`no network, or none to ${new URL(at).host} (${why})`);
    }
    const stated = /[0-9a-f]{64}/.exec(response.headers.get('x-linked-etag') ?? '')?.[0];
    if (stated !== undefined) return stated;
    if (response.status >= 400) {
      throw new TransferError(`the server answers ${response.status} ${response.statusText}`.trimEnd());
    }
    const location = response.headers.get('location');
    if (location === null) break;
    at = new URL(location, at).href;
  }
  throw new TransferError(`${new URL(url).host} states no SHA-256 to check the file by`);
}
