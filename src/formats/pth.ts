import { badFile } from './errors.ts';
import { type ByteSource, withFile } from './file-source.ts';
import { sniffWeights, type WeightsFormat } from './sniff.ts';
import { readTorchLegacy } from './torch-legacy.ts';
import { readTorchTar } from './torch-tar.ts';
import { readTorchZip } from './torch-zip.ts';

/**
 * Reads what torch.save wrote (.pth, .pt, .th, .pth.tar; zip, legacy and tar form, told by content) and executes
 * nothing of it: dicts come as Map, lists and tuples as array, tensors and NumPy arrays as HostArray.
 * @throws Error, one line naming the file, when it is damaged or names a global that is not on the list.
 */
export function readTorchFile(path: string): unknown {
  return withFile(path, (file) => {
    const format = sniffWeights(file);
    if (format !== 'safetensors') return readTorch(file, format);
    throw badFile(path, 'is a safetensors file, not one of torch.save', 'read it with readSafetensors');
  });
}

/** As `readTorchFile`, of a file whose form is known. */
export function readTorch(file: ByteSource, format: Exclude<WeightsFormat, 'safetensors'>): unknown {
  try {
    return READERS[format](file);
  } catch (error) {
    // The checks of single values know no file; everything else names it already.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw Object.assign(badFile(file.path, `is damaged: ${error.message}`, 'copy or download it again'), {
      cause: error,
    });
  }
}

const READERS = { 'torch-zip': readTorchZip, 'torch-legacy': readTorchLegacy, 'torch-tar': readTorchTar };
