import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PretrainedWeights } from './types.ts';

export interface TestServer {
  readonly url: string;
  /** Method, path and range of each request, e.g. `GET /w.pth 100-`. */
  readonly requests: string[];
}

/** An HTTP server on this machine, closed after the running test. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range?.replace('bytes=', ' ') ?? '';
    requests.push(`${request.method} ${request.url}${range}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers as a file server does, ranges included; `upTo` ends the connection behind so many bytes of the file. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  upTo = bytes.length,
): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0 && from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const rest = bytes.subarray(from);
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, ...(from > 0 ? range : {}) });
  if (upTo >= bytes.length) response.end(rest);
  else response.write(bytes.subarray(from, upTo), () => response.destroy());
}

/** An empty folder, gone after the running test. */
export function emptyFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'fovea-weights-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The entry that a table would have for these bytes. */
export function entryOf(bytes: Uint8Array, url: string): PretrainedWeights {
  const sha256 = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  return {
    name: 'net.publisher',
    model: 'small_cnn',
    url: `${url}/net.pth`,
    file: `net-${sha256}.pth`,
    sha256,
    megabytes: 1,
    licence: 'BSD-3-Clause',
    trainedOn: 'noise',
    preprocessing: { mean: [0.5], std: [0.25], cropSize: 224, resizeSize: 256, interpolation: 'bilinear' },
  };
}
