/** Batches for BERT's pre-training. */
export { type PreTrainingBatch, PreTrainingBatches, type PreTrainingOptions } from './batches.ts';
export { type Document, encodeDocuments, parseDocuments } from './documents.ts';
export { type Masked, type MaskOptions, type MaskVocabulary, maskTokens } from './masking.ts';
export { type SegmentOptions, type Segments, segmentsOf } from './segments.ts';
