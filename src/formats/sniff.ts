import { badFile } from './errors.ts';
import type { ByteSource } from './file-source.ts';

export type WeightsFormat = 'safetensors' | 'torch-zip' | 'torch-legacy' | 'torch-tar';

/** Tells a weights file by its first bytes, never by its name. What is none gets the likeliest reason. */
export function sniffWeights(file: ByteSource): WeightsFormat {
  if (file.size === 0) throw badFile(file.path, 'is empty (0 bytes)', 'copy or download it again');
  const head = Buffer.from(file.read(0, Math.min(file.size, 512)));
  const starts = (text: string) => head.subarray(0, text.length).toString('latin1') === text;
  if (starts('PK\x03\x04')) return 'torch-zip';
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return 'torch-legacy';
  if (head.toString('latin1', 257, 262) === 'ustar' || starts('sys_info\0')) return 'torch-tar';
  if (head.length > 8 && head[8] === 0x7b && head.readUInt32LE(4) === 0) return 'safetensors';

  if (starts('version https://git-lfs'))
    throw badFile(file.path, 'is a Git LFS pointer, not the weights', 'run git lfs pull');
  if (/^\s*<(!doctype|html|\?xml)/i.test(head.toString('latin1'))) {
    throw badFile(file.path, 'is a web page, not weights', 'download the file itself');
  }
  throw badFile(file.path, 'is neither safetensors nor a PyTorch checkpoint', 'check that it is the file you mean');
}
