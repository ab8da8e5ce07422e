import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf, hostArrays, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { DTYPES } from '../torch/dtype.ts';
import { readWhole } from './file-source.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('__proto__', '3', '12', 'a"b', '{'),
);

test('what is written comes back: every dtype, order, names and metadata', () => {
  const path = join(temporaryFolder(), 'x.safetensors');
  const tensors = fc.uniqueArray(fc.tuple(names, hostArrays()), { selector: ([name]) => name, maxLength: 8 });
  const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
  fc.assert(
    fc.property(tensors, metadata, (named, metadata) => {
      writeSafetensors(path, named, metadata);
      const back = readSafetensors(path);
      expect([...back.tensors]).toEqual(named);
      expect(back.metadata).toEqual({ ...metadata });
    }),
    { numRuns: 60 },
  );
});

test('every tensor is aligned to its element size, and the header to 8 bytes', () => {
  const path = join(temporaryFolder(), 'x.safetensors');
  fc.assert(
    fc.property(fc.array(hostArrays(), { maxLength: 6 }), (arrays) => {
      writeSafetensors(
        path,
        arrays.map((array, i) => [`t${i}`, array] as const),
      );
      const bytes = Buffer.from(readWhole(path));
      const length = Number(bytes.readBigUInt64LE());
      expect(length % 8).toBe(0);
      const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
      for (const [i, { dtype }] of arrays.entries()) {
        expect(header[`t${i}`].data_offsets[0] % DTYPES[dtype].bytes).toBe(0);
      }
    }),
    { numRuns: 30 },
  );
});

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) =>
  JSON.stringify({ dtype: 'F32', shape, data_offsets: [begin, end] });

test.each([
  ['overlap', `{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12, /tensor b overlaps another/],
  ['gap', `{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, 12, /4 bytes before tensor b/],
  ['truncated data', `{"a":${f32(0, 8)}}`, 4, /truncated \(its tensors need 8 bytes, it has 4\)/],
  ['bytes behind', `{"a":${f32(0, 8)}}`, 9, /1 bytes behind its last tensor/],
  ['name twice', `{"a":${f32(0, 4)},"a":${f32(4, 8)}}`, 8, /names the tensor a twice/],
  ['shape and offsets disagree', `{"a":${f32(0, 8, [3])}}`, 8, /12 bytes, but its offsets span 8/],
  ['shape beyond all memory', `{"a":${f32(0, 8, [2 ** 52, 2 ** 52])}}`, 8, /offsets span 8/],
  ['negative offset', `{"a":${f32(-4, 0)}}`, 4, /needs a dtype, a shape and two data_offsets/],
  ['unknown dtype', '{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}', 4, /is F8_E4M3; Fovea reads/],
  ['no entry', '{"a":3}', 0, /needs a dtype/],
  ['metadata of numbers', '{"__metadata__":{"epoch":3}}', 0, /not an object of strings/],
  ['a list', '[]', 0, /not an object/],
  ['no JSON', '{"a":', 0, /not JSON/],
])('refuses a header with: %s', (_, header, dataBytes, message) => {
  const path = join(temporaryFolder(), 'bad.safetensors');
  const bytes = Buffer.alloc(8 + header.length + dataBytes);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  writeFileSync(path, bytes);
  const line = failureOf(() => readSafetensors(path));
  expect(line).toMatch(message);
  expect(line.startsWith(`${path}: `)).toBe(true);
});

test('refuses absurd and cut headers', () => {
  const path = join(temporaryFolder(), 'bad.safetensors');
  const fail = (bytes: Uint8Array) => {
    writeFileSync(path, bytes);
    return failureOf(() => readSafetensors(path));
  };
  expect(fail(Buffer.alloc(16, 0xff))).toMatch(/header length is absurd/);
  expect(fail(Buffer.from([200, 0, 0, 0, 0, 0, 0, 0, 0x7b]))).toMatch(
    /truncated \(its header needs 208 bytes, it has 9/,
  );
  expect(fail(Buffer.alloc(0))).toMatch(/truncated \(0 bytes are too few/);
});

test('writing refuses names twice, the reserved name, and bytes that do not fit the shape', () => {
  const path = join(temporaryFolder(), 'x.safetensors');
  const one = { dtype: 'u8', shape: [1], data: new Uint8Array(1) } as const;
  const write = (named: [string, typeof one][]) => failureOf(() => writeSafetensors(path, named));
  expect(write([['a', one], ['a', one]])).toMatch(/same name/); // biome-ignore format: one line
  expect(write([['__metadata__', one]])).toMatch(/cannot be the name/);
  expect(write([['a', { ...one, data: new Uint8Array(2) }]])).toMatch(/tensor a: u8 \[1\] needs 1 bytes, but has 2/);
});
