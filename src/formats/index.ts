export { writeFileAtomic } from './atomic.ts';
export {
  type CsvCell,
  type CsvReadOptions,
  type CsvRow,
  type CsvTable,
  formatCsv,
  parseCsv,
  readCsv,
  writeCsv,
} from './csv.ts';
export { byteLength, checkHostArray, isHostArray } from './host-array.ts';
export { readIdx } from './idx.ts';
export { readNpy, writeNpy } from './npy.ts';
export { type NpzOptions, readNpz, writeNpz } from './npz.ts';
export { readTorchFile } from './pth.ts';
export {
  decodeRle,
  decodeRleRows,
  encodeRle,
  type MaskSize,
  NO_RUNS,
  type RleRow,
  readRleCsv,
  writeRleCsv,
} from './rle.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export type { WeightsFormat } from './sniff.ts';
export { findStateDict, type StateDict, stateDictOf } from './state-dict.ts';
export { openTensorboard, type Tensorboard, type TensorboardOptions } from './tensorboard.ts';
export { readTokenizer, writeTokenizer, writeVocabulary } from './tokenizer-files.ts';
export { readWeights, type Weights, weightsMetadata } from './weights.ts';
