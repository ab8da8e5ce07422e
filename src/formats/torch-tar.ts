import { Cursor } from './cursor.ts';
import { badFile, truncated } from './errors.ts';
import { type ByteSource, bytesSource } from './file-source.ts';
import { readPickle } from './pickle.ts';
import { asInt, asList, asSizes, asText } from './pickle-values.ts';
import { elementBytes, type PendingTensor, type StorageRef, StorageType, torchGlobals } from './torch-globals.ts';
import { fillTensors } from './torch-storages.ts';

/**
 * torch.save before PyTorch 0.1.10: a tar of `storages` (pickled key, device and type, then count and elements),
 * `tensors` (pickled key and storage, then sizes, strides and offset), and `pickle`, which names tensors by key.
 */
export function readTorchTar(file: ByteSource): unknown {
  const members = tarMembers(file);
  const open = (name: string) => {
    const member = members.get(name);
    if (member === undefined) throw badFile(file.path, `is a tar archive, but not one of torch.save (no ${name})`);
    return new Cursor(bytesSource(file.path, file.read(member.start, member.size)));
  };
  const pending: PendingTensor[] = [];
  const globals = torchGlobals(pending);
  const pickle = open('pickle');
  const { refs, bytes } = readStorages(open('storages'), globals);

  const objects = new Map<string, unknown>(refs);
  const tensors = open('tensors');
  for (let left = asInt(readPickle(tensors, { globals })); left > 0; left--) {
    const [key, storageKey] = asList(readPickle(tensors, { globals })).map(String);
    const storage = refs.get(storageKey!);
    if (storage?.dtype === undefined) throw badFile(file.path, 'has a tensor without a storage');
    const dimensions = tensors.u32();
    tensors.skip(4); // the count was written as 8 bytes
    const sizes = () => asSizes(Array.from({ length: Math.min(dimensions, tensors.left) }, () => tensors.u64()));
    const leaf = { dtype: storage.dtype, shape: sizes(), data: new Uint8Array() };
    pending.push({ leaf, storage, strides: sizes(), offset: tensors.u64() });
    objects.set(key!, leaf);
  }
  const tree = readPickle(pickle, { globals, persistentLoad: (id) => objects.get(String(id)) ?? null });
  fillTensors(file, pending, ({ key }) => bytes.get(key)!);
  return tree;
}

function readStorages(cursor: Cursor, globals: ReturnType<typeof torchGlobals>) {
  const refs = new Map<string, StorageRef>();
  const bytes = new Map<string, Uint8Array>();
  for (let left = asInt(readPickle(cursor, { globals })); left > 0; left--) {
    const [id, , type] = asList(readPickle(cursor, { globals }));
    if (!(type instanceof StorageType)) throw badFile(cursor.path, 'has a storage without a type');
    const key = String(id);
    const length = cursor.u64();
    const ref: StorageRef = { kind: 'storage', key, dtype: type.dtype, length, base: 0 };
    refs.set(key, ref);
    bytes.set(key, cursor.bytes(length * elementBytes(ref)));
  }
  for (const view of asList(readPickle(cursor, { globals }))) {
    const [target, root, offset, length] = asList(view);
    const ref = refs.get(String(root));
    if (ref === undefined) throw badFile(cursor.path, 'has a storage view without a storage');
    refs.set(String(target), { ...ref, base: asInt(offset), length: asInt(length) });
  }
  return { refs, bytes };
}

/** Files of a tar archive by name: 512-byte headers with octal sizes (POSIX ustar). */
function tarMembers(file: ByteSource): Map<string, { start: number; size: number }> {
  const members = new Map<string, { start: number; size: number }>();
  for (let at = 0; at + 512 <= file.size; ) {
    const header = Buffer.from(file.read(at, 512));
    if (header[0] === 0) break; // the two empty blocks at the end
    const field = (start: number, end: number) => header.toString('latin1', start, end).replace(/\0.*$/s, '').trim();
    const size = parseInt(field(124, 136), 8);
    if (!(size >= 0)) throw badFile(file.path, 'has a damaged tar header', 'copy or download it again');
    if (at + 512 + size > file.size) throw truncated(file.path, `its member ${asText(field(0, 100))} is cut off`);
    members.set(field(0, 100).replace(/^\.\//, ''), { start: at + 512, size });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}
