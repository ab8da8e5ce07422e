import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type ObtainOptions, obtainWeights } from './obtain.ts';
import { emptyFolder, entryOf, sendFile, serve } from './testing.ts';
import type { PretrainedWeights } from './types.ts';

const BYTES = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
/** A port on which nothing listens. */
const NOWHERE = 'http://127.0.0.1:2';
const HALF = 150_000;
const sha = (bytes: Uint8Array, digits = 8) => createHash('sha256').update(bytes).digest('hex').slice(0, digits);
const quick = { attempts: 3, pauseMs: 1 };

/** Where a request wants to begin; what was on its way when a connection dropped may be lost, so not always where it ended. */
const rangeStart = (request: string) => Number(/(\d+)-$/.exec(request)?.[1] ?? 0);

/** Obtains into an empty folder, or one given; what is left in it afterwards is in `files()`. */
function setUp(url: string, dir = emptyFolder()) {
  const weights = entryOf(BYTES, url);
  return {
    weights,
    path: join(dir, weights.file),
    files: () => readdirSync(dir),
    obtain: (options: ObtainOptions = {}) => obtainWeights(weights, { dir, ...quick, ...options }),
    failure: (options: ObtainOptions = {}) =>
      obtainWeights(weights, { dir, ...quick, ...options }).then(
        () => 'no failure',
        (error: Error) => error.message,
      ),
  };
}

test('weights are downloaded once, checked, and then taken from the cache', async () => {
  const server = await serve((request, response) => sendFile(request, response, BYTES));
  const { obtain, path, files, weights } = setUp(server.url);
  const seen: number[] = [];
  const first = await obtain({ onProgress: (done, total) => total === BYTES.length && seen.push(done) });
  expect(first).toEqual({ path, sha256: expect.stringMatching(new RegExp(`^${weights.sha256}`)), cached: false });
  expect(readFileSync(path).equals(BYTES)).toBe(true);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([seen[0], seen.at(-1)]).toEqual([0, BYTES.length]);
  expect(await obtain()).toEqual({ ...first, cached: true });
  expect(files()).toEqual([weights.file]);
  expect(server.requests).toEqual(['GET /net.pth']);
});

test('a mirror is asked for the file by its name', async () => {
  const server = await serve((request, response) => sendFile(request, response, BYTES));
  const { obtain, weights } = setUp('http://publisher.invalid');
  await obtain({ mirror: `${server.url}/weights/` });
  expect(server.requests).toEqual([`GET /weights/${weights.file}`]);
});

test('a connection that drops in the middle is taken up where it ended', async () => {
  let upTo = HALF / 2;
  const server = await serve((request, response) => {
    sendFile(request, response, BYTES, upTo);
    upTo *= 2;
  });
  const { obtain, path } = setUp(server.url);
  await obtain();
  expect(readFileSync(path).equals(BYTES)).toBe(true);
  const begun = server.requests.map(rangeStart);
  expect(begun).toEqual([0, expect.any(Number), expect.any(Number)]);
  expect(begun[2]).toBeGreaterThan(begun[1]!);
  expect(begun[1]).toBeGreaterThan(0);
});

test('a server that falls silent is asked again', async () => {
  let silent = true;
  const server = await serve((request, response) => {
    if (!silent) return sendFile(request, response, BYTES);
    silent = false;
    response.writeHead(200, { 'content-length': BYTES.length });
    response.write(BYTES.subarray(0, HALF));
  });
  await setUp(server.url).obtain({ stallMs: 200 });
  expect(server.requests).toHaveLength(2);
  expect(rangeStart(server.requests[1]!)).toBeGreaterThan(0);
});

test('a download that was given up goes on when it is asked for again', async () => {
  let whole = false;
  const server = await serve((request, response) => sendFile(request, response, BYTES, whole ? undefined : HALF));
  const { obtain, failure, files, path, weights } = setUp(server.url);
  expect((await failure()).replace(/dropped \([a-z ]+\)/, 'dropped')).toBe(
    `net.publisher: the connection dropped, 3 times in a row; without it, download ${server.url}/net.pth elsewhere and save it as ${path}`,
  );
  expect(files()).toEqual([`${weights.file}.part`]);
  whole = true;
  server.requests.length = 0;
  await obtain();
  expect(server.requests).toHaveLength(1);
  expect(rangeStart(server.requests[0]!)).toBeGreaterThan(0);
  expect(files()).toEqual([weights.file]);
});

test('a server without ranges begins from the start', async () => {
  const server = await serve((request, response) => {
    delete request.headers.range;
    sendFile(request, response, BYTES);
  });
  const { obtain, path } = setUp(server.url);
  writeFileSync(`${path}.part`, BYTES.subarray(0, HALF));
  await obtain();
  expect(readFileSync(path).equals(BYTES)).toBe(true);
});

test('a part of another file, longer or of other bytes, is thrown away', async () => {
  const server = await serve((request, response) => sendFile(request, response, BYTES));
  for (const length of [HALF, BYTES.length, BYTES.length + 1]) {
    const { obtain, path } = setUp(server.url);
    writeFileSync(`${path}.part`, new Uint8Array(length));
    await obtain();
    expect(readFileSync(path).equals(BYTES)).toBe(true);
  }
});

test('a part that is already the whole is not downloaded again', async () => {
  const server = await serve((request, response) => sendFile(request, response, BYTES));
  const { obtain, path } = setUp(server.url);
  writeFileSync(`${path}.part`, BYTES);
  await obtain();
  expect(server.requests).toEqual([`GET /net.pth ${BYTES.length}-`]);
});

test('a wrong checksum and a truncated file leave nothing behind and say so', async () => {
  for (const sent of [BYTES.map((byte) => byte ^ 1), BYTES.subarray(0, HALF)]) {
    const server = await serve((request, response) => sendFile(request, response, sent));
    const { failure, files, weights } = setUp(server.url);
    expect(await failure()).toMatch(
      new RegExp(
        `^net.publisher: what 127.0.0.1:\\d+ sends is not the file \\(its SHA-256 begins with \\w{8}, not ${weights.sha256}\\)`,
      ),
    );
    expect(files()).toEqual([]);
  }
});

test('a refusal is final, a busy server is asked again', async () => {
  const gone = await serve((_, response) => response.writeHead(404).end('no'));
  expect(await setUp(gone.url).failure()).toMatch(
    /^net.publisher: the server answers 404 Not Found; without it, download http:\S+ elsewhere and save it as \S+\.pth$/,
  );
  expect(gone.requests).toHaveLength(1);
  const busy = await serve((request, response) => {
    if (busy.requests.length < 3) response.writeHead(503).end();
    else sendFile(request, response, BYTES);
  });
  await setUp(busy.url).obtain();
  expect(busy.requests).toHaveLength(3);
});

test('without a network one line says so, and how to place the file by hand', async () => {
  const { failure, files, path } = setUp(NOWHERE);
  expect(await failure()).toBe(
    `net.publisher: no network, or none to 127.0.0.1:2 (ECONNREFUSED); without it, download http://127.0.0.1:2/net.pth elsewhere and save it as ${path}`,
  );
  expect(files()).toEqual([]);
});

test('a file placed by hand is used, and a wrong one named', async () => {
  const { obtain, failure, path } = setUp(NOWHERE);
  writeFileSync(path, BYTES);
  expect(await obtain()).toMatchObject({ path, cached: true });
  writeFileSync(path, BYTES.subarray(0, HALF));
  expect(await failure()).toBe(
    `${path}: is not the file of net.publisher (its SHA-256 begins with ${sha(BYTES.subarray(0, HALF))}, not ${sha(BYTES)}); delete it, and it will be downloaded again`,
  );
});

test("the Hugging Face Hub's own word is the checksum where the table has none", async () => {
  const sha256 = sha(BYTES, 64);
  let stated = sha256;
  const server = await serve((request, response) => {
    if (request.url === '/storage') return sendFile(request, response, BYTES);
    response.writeHead(302, { location: '/storage', 'x-linked-etag': `"${stated}"` }).end();
  });
  const dir = emptyFolder();
  const weights: PretrainedWeights = { ...entryOf(BYTES, server.url), sha256: null };
  expect(await obtainWeights(weights, { dir, ...quick })).toMatchObject({ sha256 });
  expect(server.requests).toEqual(['HEAD /net.pth', 'GET /net.pth', 'GET /storage']);
  stated = 'a'.repeat(64);
  await expect(obtainWeights({ ...weights, file: 'other' }, { dir, ...quick })).rejects.toThrow('not aaaaaaaa');
  stated = 'none';
  await expect(obtainWeights({ ...weights, file: 'third' }, { dir, ...quick })).rejects.toThrow('states no SHA-256');
});

test('calls of one process share a download', async () => {
  const server = await serve((request, response) => sendFile(request, response, BYTES));
  const { obtain } = setUp(server.url);
  const [a, b] = await Promise.all([obtain(), obtain()]);
  expect(a).toEqual(b);
  expect(server.requests).toHaveLength(1);
});

/** The same in a process of its own. */
function spawnObtain(weights: PretrainedWeights, dir: string) {
  const module = JSON.stringify(new URL('./obtain.ts', import.meta.url).href);
  const code = `import(${module}).then((m) => m.obtainWeights(${JSON.stringify(weights)}, { dir: ${JSON.stringify(dir)} }))`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { stdio: 'inherit' });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}

test('of two processes one downloads and the other waits; if the one is killed, the other goes on from there', async () => {
  let healthy = false;
  const server = await serve((request, response) => {
    if (healthy) return sendFile(request, response, BYTES);
    response.writeHead(200, { 'content-length': BYTES.length });
    response.write(BYTES.subarray(0, HALF)); // and no more
  });
  const dir = emptyFolder();
  const { weights, path, files, obtain } = setUp(server.url, dir);
  const child = spawnObtain(weights, dir);
  const begun = () => files().find((file) => readFileSync(join(dir, file)).length === HALF);
  await until(() => begun() !== undefined);
  expect(begun()).toMatch(new RegExp(`\\.${child.pid}\\.part$`));

  let waitedFor = '';
  const waiting = obtain({
    onWait: (owner) => {
      waitedFor = owner;
    },
  });
  await until(() => waitedFor !== '');
  expect(waitedFor).toBe(`process ${child.pid}`);
  healthy = true;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await waiting).toMatchObject({ path, cached: false });
  expect(readFileSync(path).equals(BYTES)).toBe(true);
  expect(server.requests).toEqual(['GET /net.pth', `GET /net.pth ${HALF}-`]);
  expect(files()).toEqual([weights.file]);
});
