import { Cursor } from './cursor.ts';
import { badFile } from './errors.ts';
import type { ByteSource } from './file-source.ts';
import { readPickle } from './pickle.ts';
import { elementBytes, type PendingTensor, type StorageRef, storageOf, torchGlobals } from './torch-globals.ts';
import { fillTensors } from './torch-storages.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * torch.save before PyTorch 1.6: pickles of a magic number, the protocol, facts on the machine, the object and the
 * storage keys, then each storage as a 64-bit count and its elements.
 * A file that holds one plain pickle (NumPy arrays, CIFAR-10's batches) is read too.
 */
export function readTorchLegacy(file: ByteSource): unknown {
  const cursor = new Cursor(file);
  const pending: PendingTensor[] = [];
  const storages = new Map<string, StorageRef>();
  const globals = torchGlobals(pending);

  const first = readPickle(cursor, { globals });
  if (first !== MAGIC) {
    if (cursor.left === 0) return first;
    throw badFile(file.path, 'is a pickle followed by other data, and not one of torch.save');
  }
  if (readPickle(cursor, { globals }) !== PROTOCOL) throw badFile(file.path, 'is of an unknown torch.save protocol');
  const machine = readPickle(cursor, { globals });
  if (machine instanceof Map && machine.get('little_endian') === false) {
    throw badFile(file.path, 'was saved on a big-endian machine', 'save it again on a little-endian one');
  }
  const tree = readPickle(cursor, {
    globals,
    persistentLoad(id) {
      const storage = storageOf(id);
      storages.set(storage.key, storage);
      return storage;
    },
  });

  const keys = readPickle(cursor, { globals });
  const loaded = new Map<string, Uint8Array>();
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = storages.get(String(key));
    if (storage === undefined) throw badFile(file.path, 'has a storage that its pickle does not name');
    loaded.set(storage.key, cursor.bytes(cursor.u64() * elementBytes(storage)));
  }
  fillTensors(file, pending, ({ key }) => {
    const bytes = loaded.get(key);
    if (bytes === undefined) throw badFile(file.path, `lacks storage ${key}`);
    return bytes;
  });
  return tree;
}
