import type { HostArray } from '../torch/dtype.ts';
import { badFile } from './errors.ts';
import { withFile } from './file-source.ts';
import { readTorch } from './pth.ts';
import { readSafetensors, readSafetensorsMetadata } from './safetensors.ts';
import { sniffWeights, type WeightsFormat } from './sniff.ts';
import { findStateDict } from './state-dict.ts';

/** Named tensors from any weights file, with what else the file says. */
export interface Weights {
  /** Names as in the file, prefixes included. */
  readonly tensors: Map<string, HostArray>;
  readonly format: WeightsFormat;
  /** safetensors' free text fields. */
  readonly metadata: Record<string, string>;
  /** Where in a PyTorch checkpoint the state dict was (`state_dict`; empty: at the top), and all that lay beside it. */
  readonly foundUnder: string;
  readonly extra: Map<string, unknown>;
}

/**
 * What a weights file says in free text, read without its tensors; PyTorch's files say nothing.
 * @throws Error, one line naming the file, when it is no weights file.
 */
export function weightsMetadata(path: string): Record<string, string> {
  return withFile(path, sniffWeights) === 'safetensors' ? readSafetensorsMetadata(path) : {};
}

/**
 * Reads weights of any supported format, told by content and not by name; nothing in the file is executed.
 * @throws Error, one line naming the file, when it is none of them, damaged, or without a state dict.
 */
export function readWeights(path: string): Weights {
  return withFile(path, (file) => {
    const format = sniffWeights(file);
    if (format === 'safetensors') return { ...readSafetensors(path), format, foundUnder: '', extra: new Map() };
    const tree = readTorch(file, format);
    try {
      return { ...findStateDict(tree), format, metadata: {} };
    } catch (error) {
      throw badFile(path, (error as Error).message);
    }
  });
}
