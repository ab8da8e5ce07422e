import { DTYPES, type DType, type HostArray } from '../torch/dtype.ts';
import { writeFileAtomic } from './atomic.ts';
import { badFile, truncated } from './errors.ts';
import { type ByteSource, withFile } from './file-source.ts';
import { byteLength, checkHostArray } from './host-array.ts';
import { topLevelKeys } from './json-keys.ts';

/** A safetensors file: tensors in the order of its header, and its free text fields. */
export interface Safetensors {
  readonly tensors: Map<string, HostArray>;
  readonly metadata: Record<string, string>;
}

/** The reference implementation's limit: a larger header is an attack or an accident. */
const MAX_HEADER = 100_000_000;

const NAMES: Record<DType, string> = {
  bool: 'BOOL',
  u8: 'U8',
  i8: 'I8',
  i16: 'I16',
  i32: 'I32',
  i64: 'I64',
  f16: 'F16',
  bf16: 'BF16',
  f32: 'F32',
  f64: 'F64',
};
const BY_NAME = new Map(Object.entries(NAMES).map(([dtype, name]) => [name, dtype as DType]));

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors, "Format"): u64 header length, JSON header, data.
 * As strict as the reference implementation: tensors must tile the data without gap or overlap.
 * @throws Error, one line naming the file, when any of it is wrong.
 */
export function readSafetensors(path: string): Safetensors {
  return withFile(path, (file) => {
    const { header, keys, dataStart } = readHeader(file);
    const entries = keys.filter((k) => k !== '__metadata__').map((name) => checkEntry(path, name, header[name]));
    checkTiling(file, entries, dataStart);
    const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, HostArray] => {
      return [name, { dtype, shape, data: file.read(dataStart + begin, end - begin) }];
    });
    return { tensors: new Map(tensors), metadata: checkMetadata(path, header.__metadata__) };
  });
}

/** The free text fields of a safetensors file, without its tensors. */
export function readSafetensorsMetadata(path: string): Record<string, string> {
  return withFile(path, (file) => checkMetadata(path, readHeader(file).header.__metadata__));
}

/**
 * Writes a safetensors file, whole or not at all. Wider dtypes come first and the header is padded, so every tensor is
 * aligned to its element size; the header keeps the order of `tensors`.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, HostArray]>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const named = [...tensors];
  const names = new Set(named.map(([name]) => name));
  if (names.size < named.length) throw badFile(path, 'cannot write: two tensors have the same name');
  if (names.has('__metadata__')) throw badFile(path, 'cannot write: __metadata__ cannot be the name of a tensor');
  for (const [name, array] of named) checkHostArray(`${path}: tensor ${name}`, array);

  const laidOut = named.toSorted(([, a], [, b]) => DTYPES[b.dtype].bytes - DTYPES[a.dtype].bytes);
  const offsets = new Map<string, [number, number]>();
  let end = 0;
  for (const [name, { data }] of laidOut) {
    offsets.set(name, [end, end + data.length]);
    end += data.length;
  }

  // Joined by hand: an object would move names that look like integers to the front.
  const fields = named.map(([name, { dtype, shape }]) => {
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype: NAMES[dtype], shape, data_offsets: offsets.get(name) })}`;
  });
  if (Object.keys(metadata).length > 0) fields.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  const json = Buffer.from(`{${fields.join(',')}}`);
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  if (header.length - 8 > MAX_HEADER) throw badFile(path, `cannot write: its header exceeds ${MAX_HEADER} bytes`);
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);
  writeFileAtomic(path, [header, ...laidOut.map(([, { data }]) => data)]);
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

function readHeader(file: ByteSource) {
  if (file.size < 8) throw truncated(file.path, `${file.size} bytes are too few for a safetensors file`);
  const length = Number(Buffer.from(file.read(0, 8)).readBigUInt64LE());
  if (length > MAX_HEADER) throw badFile(file.path, 'is not a safetensors file (its header length is absurd)');
  if (8 + length > file.size) throw truncated(file.path, `its header needs ${8 + length} bytes, it has ${file.size}`);
  const text = Buffer.from(file.read(8, length)).toString('utf8');
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw badFile(file.path, 'is not a safetensors file (its header is not JSON)');
  }
  if (!isObject(header)) throw badFile(file.path, 'is not a safetensors file (its header is not an object)');
  const keys = topLevelKeys(text);
  const seen = new Set<string>();
  const twice = keys.find((key) => seen.size === seen.add(key).size);
  if (twice !== undefined) throw badFile(file.path, `names the tensor ${twice} twice`);
  return { header, keys, dataStart: 8 + length };
}

function checkEntry(path: string, name: string, entry: unknown): Entry {
  const { dtype: dtypeName, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2 || typeof dtypeName !== 'string') {
    throw badFile(path, `tensor ${name} needs a dtype, a shape and two data_offsets`);
  }
  const dtype = BY_NAME.get(dtypeName);
  if (dtype === undefined) {
    throw badFile(path, `tensor ${name} is ${dtypeName}`, `Fovea reads ${[...BY_NAME.keys()].join(', ')}`);
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== byteLength(dtype, shape)) {
    const bytes = byteLength(dtype, shape);
    throw badFile(
      path,
      `tensor ${name} is ${dtypeName} [${shape}], ${bytes} bytes, but its offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function checkTiling(file: ByteSource, entries: readonly Entry[], dataStart: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < at) throw badFile(file.path, `tensor ${name} overlaps another`);
    if (begin > at) throw badFile(file.path, `has ${begin - at} bytes before tensor ${name} that belong to no tensor`);
    at = end;
  }
  const have = file.size - dataStart;
  if (at > have) throw truncated(file.path, `its tensors need ${at} bytes, it has ${have}`);
  if (at < have) throw badFile(file.path, `has ${have - at} bytes behind its last tensor`);
}

function checkMetadata(path: string, metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  if (isObject(metadata) && Object.values(metadata).every((v) => typeof v === 'string')) {
    return metadata as Record<string, string>;
  }
  throw badFile(path, 'has a __metadata__ that is not an object of strings');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((v) => Number.isSafeInteger(v) && v >= 0);
}
