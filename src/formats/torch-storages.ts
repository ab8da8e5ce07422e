import { DTYPES } from '../torch/dtype.ts';
import { badFile } from './errors.ts';
import { byteLength, gather, rowMajorStrides, viewEnd } from './host-array.ts';
import { elementBytes, type PendingTensor, type StorageRef } from './torch-globals.ts';

/** Copies beyond the file's own size that a checkpoint may cause (expanded or overlapping views), in bytes. */
const COPY_ALLOWANCE = 2 ** 30;

/**
 * Fills tensors from their storages. A tensor that is all of its storage takes the bytes as they are, so tied weights
 * stay one buffer; any other view (strided, transposed, a slice of a shared storage) is copied to contiguous bytes.
 */
export function fillTensors(
  file: { readonly path: string; readonly size: number },
  pending: readonly PendingTensor[],
  storageBytes: (storage: StorageRef) => Uint8Array,
): void {
  let copies = COPY_ALLOWANCE + file.size;
  for (const { leaf, storage, offset, strides } of pending) {
    const itemSize = DTYPES[leaf.dtype].bytes;
    const bytes = storageBytes(storage);
    const view = {
      itemSize,
      offset: offset + (storage.base * elementBytes(storage)) / itemSize,
      shape: leaf.shape,
      strides,
    };
    const end = viewEnd(view);
    if (!(offset >= 0 && Number.isSafeInteger(view.offset)) || end * itemSize > bytes.length) {
      throw badFile(
        file.path,
        `a tensor [${leaf.shape}] needs ${end} elements of a storage of ${bytes.length / itemSize}`,
      );
    }
    const size = byteLength(leaf.dtype, leaf.shape);
    if (size === bytes.length && isRowMajor(leaf.shape, strides)) {
      leaf.data = bytes;
      continue;
    }
    copies -= size;
    if (copies < 0) throw badFile(file.path, `its views would grow to over ${COPY_ALLOWANCE + file.size} bytes`);
    leaf.data = gather(bytes, view);
  }
}

/** True for contiguous views; the stride of an axis of size 1 says nothing. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajorStrides(shape);
  return shape.includes(0) || shape.every((size, axis) => size === 1 || strides[axis] === expected[axis]);
}
