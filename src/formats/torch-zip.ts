import { Cursor } from './cursor.ts';
import { badFile } from './errors.ts';
import { type ByteSource, bytesSource } from './file-source.ts';
import { readPickle } from './pickle.ts';
import { elementBytes, type PendingTensor, type StorageRef, storageOf, torchGlobals } from './torch-globals.ts';
import { fillTensors } from './torch-storages.ts';
import { openZip } from './zip.ts';

/** torch.save since PyTorch 1.6: a zip archive of `<name>/data.pkl` and one entry `<name>/data/<key>` per storage. */
export function readTorchZip(file: ByteSource): unknown {
  const zip = openZip(file);
  const pickle = zip.names.find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw badFile(file.path, 'is a zip archive, but not one of torch.save (no data.pkl)');
  const root = pickle.slice(0, -'data.pkl'.length);
  if (zip.names.includes(`${root}constants.pkl`)) {
    throw badFile(file.path, 'is a TorchScript program, not weights', 'save model.state_dict() from Python');
  }
  if (zip.names.includes(`${root}byteorder`) && Buffer.from(zip.read(`${root}byteorder`)).toString() !== 'little') {
    throw badFile(file.path, 'was saved on a big-endian machine', 'save it again on a little-endian one');
  }

  const pending: PendingTensor[] = [];
  const cursor = new Cursor(bytesSource(file.path, zip.read(pickle)));
  const tree = readPickle(cursor, { globals: torchGlobals(pending), persistentLoad: storageOf });

  const loaded = new Map<string, Uint8Array>();
  fillTensors(file, pending, (storage: StorageRef) => {
    const bytes = loaded.get(storage.key) ?? zip.read(`${root}data/${storage.key}`);
    loaded.set(storage.key, bytes);
    const needed = storage.length * elementBytes(storage);
    if (bytes.length < needed)
      throw badFile(file.path, `storage ${storage.key} has ${bytes.length} bytes, not ${needed}`);
    return bytes;
  });
  return tree;
}
