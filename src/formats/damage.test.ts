import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { failureOf, golden, hostArrays, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { readNpy } from './npy.ts';
import { readNpz } from './npz.ts';
import { readTorchFile } from './pth.ts';
import { writeSafetensors } from './safetensors.ts';
import { readWeights } from './weights.ts';

/** Reading damaged bytes may succeed (a flipped bit in a value), else it fails in one line that begins with the file. */
function readsOrSays(path: string, bytes: Uint8Array, read: (path: string) => unknown): void {
  writeFileSync(path, bytes);
  try {
    read(path);
  } catch (error) {
    expect((error as Error).message).toMatch(/^[^\n]+: [^\n]{5,400}$/);
    expect((error as Error).message.startsWith(path)).toBe(true);
    expect(error).not.toBeInstanceOf(TypeError);
  }
}

const cases: [string, (path: string) => unknown][] = [
  ['zip.pt', readWeights],
  ['legacy.pt', readWeights],
  ['tar.pt', readWeights],
  ['stored.npz', readNpz],
  ['deflated.npz', readNpz],
  ['fortran_big_v1.npy', readNpy],
];

test.each(cases)('%s, cut short at any byte, fails in one line', (name, read) => {
  const path = join(temporaryFolder(), name);
  const whole = readFileSync(join(golden, name));
  const end = name === 'tar.pt' ? 3667 : whole.length; // behind its last member, a tar is padding
  for (let length = 0; length < end; length += 1 + Math.floor(length / 40)) {
    const cut = whole.subarray(0, length);
    readsOrSays(path, cut, read);
    expect(() => read(path)).toThrow();
  }
});

test.each(cases)('%s with flipped bytes is read or fails in one line', (name, read) => {
  const path = join(temporaryFolder(), name);
  const whole = readFileSync(join(golden, name));
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(flips, (flips) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, value] of flips) bytes[at] = value;
      readsOrSays(path, bytes, read);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('safetensors with flipped bytes are read or fail in one line', () => {
  const path = join(temporaryFolder(), 'x.safetensors');
  fc.assert(
    fc.property(fc.array(hostArrays(), { maxLength: 3 }), fc.nat(), fc.nat(255), (arrays, at, value) => {
      writeSafetensors(
        path,
        arrays.map((array, i) => [`t${i}`, array] as const),
      );
      const bytes = Uint8Array.from(readFileSync(path));
      bytes[at % bytes.length] = value;
      readsOrSays(path, bytes, readWeights);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('random bytes fail in one line, whatever they begin with', () => {
  const path = join(temporaryFolder(), 'x.pth');
  const heads = ['', 'PK\x03\x04', '\x80\x02', '\x80\x04\x95', '\x10\0\0\0\0\0\0\0{'].map((s) =>
    Buffer.from(s, 'latin1'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 600 }), (head, rest) => {
      readsOrSays(path, Buffer.concat([head, rest]), readWeights);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test.each([
  ['', /is empty \(0 bytes\)/],
  ['version https://git-lfs.github.com/spec/v1\n', /Git LFS pointer.*git lfs pull/],
  ['<!DOCTYPE html><html>', /web page/],
  ['just some text', /neither safetensors nor a PyTorch checkpoint/],
])('what is no weights file is told by its likeliest reason: %j', (content, message) => {
  const path = join(temporaryFolder(), 'weights.pth');
  writeFileSync(path, content);
  expect(failureOf(() => readWeights(path))).toMatch(message);
});

test('a missing file and a folder are one line', () => {
  const folder = temporaryFolder();
  expect(failureOf(() => readWeights(join(folder, 'no.pth')))).toMatch(/no\.pth: cannot read: no such file/);
  expect(failureOf(() => readWeights(folder))).toMatch(/cannot read: it is a folder/);
});

test('a zip bomb, a foreign zip and a TorchScript program are refused', () => {
  const path = join(temporaryFolder(), 'x.pt');
  const fail = (files: Record<string, Uint8Array>, change = (zip: Uint8Array) => zip) => {
    writeFileSync(path, change(zipSync(files)));
    return failureOf(() => readTorchFile(path));
  };
  const claimGiant = (zip: Uint8Array) => {
    const bytes = Buffer.from(zip);
    bytes.writeUInt32LE(0xfffffff0, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24);
    return bytes;
  };
  expect(fail({ 'x/data.pkl': new Uint8Array(1000) }, claimGiant)).toMatch(
    /would inflate from \d+ to 4294967280 bytes/,
  );
  expect(fail({ 'readme.txt': new Uint8Array(3) })).toMatch(/not one of torch\.save/);
  expect(fail({ 'x/data.pkl': new Uint8Array(), 'x/constants.pkl': new Uint8Array() })).toMatch(/TorchScript/);
});
