import type { HostArray } from '../torch/dtype.ts';
import { writeFileAtomic } from './atomic.ts';
import { badFile, truncated } from './errors.ts';
import { readWhole } from './file-source.ts';
import { checkHostArray, elements, gather } from './host-array.ts';
import { columnMajorStrides, formatNumpyType, fromNumpyBytes, parseNumpyType } from './numpy-dtype.ts';

const MAGIC = '\x93NUMPY';

/** Reads a NumPy array file (.npy 1.0 to 3.0, C or Fortran order, either byte order). uint16 comes as i32, uint32 as i64. */
export function readNpy(path: string): HostArray {
  return decodeNpy(readWhole(path), path);
}

/** Writes a NumPy array file, whole or not at all. */
export function writeNpy(path: string, array: HostArray): void {
  writeFileAtomic(path, encodeNpy(array, path));
}

/** The array in the bytes of a .npy file; `name` is for messages. */
export function decodeNpy(bytes: Uint8Array, name: string): HostArray {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < 12) throw truncated(name, `${buffer.length} bytes are too few for a .npy array`);
  if (buffer.toString('latin1', 0, 6) !== MAGIC) throw badFile(name, 'is not a .npy array');
  const major = buffer[6]!;
  if (major < 1 || major > 3) throw badFile(name, `is of .npy version ${major}, Fovea reads 1 to 3`);
  const headerAt = major === 1 ? 10 : 12;
  const dataAt = headerAt + (major === 1 ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8));
  if (dataAt > buffer.length) throw truncated(name, 'its header is cut off');
  const { descr, fortran, shape } = parseHeader(buffer.toString('utf8', headerAt, dataAt), name);

  const type = parseNumpyType(descr);
  if (type === undefined) {
    const why = descr === '|O' ? 'pickled Python objects, which are never executed' : `dtype ${descr}`;
    throw badFile(name, `holds ${why}`, 'save it from NumPy as a plain numeric array');
  }
  const size = elements(shape) * type.bytes;
  if (dataAt + size > buffer.length) throw truncated(name, `needs ${dataAt + size} bytes, has ${buffer.length}`);
  const raw = bytes.slice(dataAt, dataAt + size);
  const view = { itemSize: type.bytes, offset: 0, shape, strides: columnMajorStrides(shape) };
  const ordered = fortran && shape.length > 1 ? gather(raw, view) : raw;
  return { dtype: type.dtype, shape, data: fromNumpyBytes(ordered, type) };
}

/** An array as the chunks of a .npy 1.0 file. */
export function encodeNpy(array: HostArray, name: string): [header: Uint8Array, data: Uint8Array] {
  checkHostArray(name, array);
  const descr = formatNumpyType(array.dtype);
  if (descr === undefined) throw badFile(name, `cannot write: NumPy has no ${array.dtype}`, 'cast it to f32 first');
  const shape = array.shape.length === 1 ? `(${array.shape[0]},)` : `(${array.shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64; // NumPy aligns the data to 64 bytes
  const header = Buffer.from(`${MAGIC}\x01\x00\0\0${`${dict}`.padEnd(length - 11)}\n`, 'latin1');
  header.writeUInt16LE(length - 10, 8);
  return [header, array.data];
}

/** The header is a Python dict literal of three known keys. */
function parseHeader(text: string, name: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (/'descr'\s*:\s*\[/.test(text)) throw badFile(name, 'holds records of several fields', 'save one array per field');
  if (descr === undefined || fortran === undefined || shape === undefined)
    throw badFile(name, 'has a damaged .npy header');
  const sizes = shape.split(',').filter((size) => size.trim() !== '');
  return { descr, fortran: fortran === 'True', shape: sizes.map((size) => parseInt(size, 10)) };
}
