import { batches, type ImageSource } from '../../../data/index.ts';
import { readSafetensors } from '../../../formats/index.ts';
import type { Clip } from '../../../models/index.ts';
import type { WordPieceTokenizer } from '../../../text/index.ts';
import { cat, inferenceMode, scope, type Tensor } from '../../../torch/index.ts';
import { withTensors } from '../../checkpoint.ts';
import { inferenceBatch } from '../../infer.ts';
import { type Precision, resolvePrecision } from '../../precision.ts';
import { normalisationOf, normalise, toUnit } from '../../preprocess.ts';
import { buildClip } from '../clip.ts';
import type { PretrainConfig } from '../config.ts';
import { type PretrainRun, pretrainPaths } from '../run.ts';
import { encodeSentences } from './texts.ts';

/** Both towers of a run with its best weights, in evaluation mode, and all that makes images and texts their input. */
export interface OpenClip extends Disposable {
  readonly model: Clip;
  readonly tokenizer: WordPieceTokenizer;
  readonly config: PretrainConfig;
  readonly precision: Precision;
}

/** @throws Error of one line where the run is of another method, or has no weights yet. */
export function openClip(
  { dir, config: { train }, tokenizer }: PretrainRun,
  options: { device?: string } = {},
): OpenClip {
  if (train.method !== 'clip' || tokenizer === null)
    throw new Error(`${dir}: learnt by ${train.method}, from images alone; sentences need a run of --method clip`);
  const config = { ...train, ...options };
  const precision = resolvePrecision(config);
  // its weights are in the run, so what they began from is not needed any more
  const model = buildClip({ config: { ...config, clip: { ...config.clip, textInit: null } }, tokenizer });
  try {
    loadTowers(model, pretrainPaths(dir).best);
  } catch (error) {
    model.dispose();
    throw error;
  }
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat }).eval();
  return { model, tokenizer, config, precision, [Symbol.dispose]: () => model.dispose() };
}

/** The reverse of the method's export. */
function loadTowers(model: Clip, path: string): void {
  const own = new Set(model.stateDict().keys());
  const named = [...readSafetensors(path).tensors].map(
    ([name, array]) => [own.has(name) ? name : `vision_model.${name}`, array] as const,
  );
  withTensors(new Map(named), (tensors) => {
    const { unexpected } = model.loadStateDict(tensors, { strict: false });
    if (unexpected.length > 0) throw new Error(`${path}: ${unexpected[0]} is unknown; train again`);
  });
}

export interface Sentences {
  /** What a report says where the finding is present, in one or several wordings, and where it is absent. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/**
 * Whether a finding is present, by sentences alone and without one label: softmax of the scaled cosines of an image with the mean of either
 * kind of sentence. [n, 2] row by row, absent and present. Tiu et al., "Expert-level detection of pathologies from unannotated chest X-ray
 * images via self-supervised learning", Nat. Biomed. Eng. 2022.
 */
export async function predictBySentences(
  { model, tokenizer, config, precision }: OpenClip,
  { present, absent }: Sentences,
  { source, indices }: { readonly source: ImageSource; readonly indices: readonly number[] },
): Promise<Float64Array> {
  const { contextLength } = config.clip;
  const normalisation = normalisationOf(config);
  const labels = new Int32Array(source.count);
  const batchSize = inferenceBatch(config);
  const mean = (texts: readonly string[]) =>
    encodeSentences(model, tokenizer, texts, contextLength).to({ dtype: 'f32' }).mean({ dim: 0, keepdim: true });
  const directions = inferenceMode(() => scope(() => cat([mean(absent), mean(present)], { dim: 0 }).keep()));
  const found: number[] = [];
  try {
    for await (const batch of batches({ source, indices, labels, batchSize, seed: 0, epoch: 0, shuffle: false })) {
      inferenceMode(() =>
        scope(() => {
          const unit = toUnit(batch, source.size, source.channels, precision.device);
          const images = normalise(unit, normalisation).to({ memoryFormat: precision.memoryFormat });
          const seen: Tensor = precision.forward(() => model.encodeImages(images)).to({ dtype: 'f32' });
          found.push(...model.similarities(seen, directions).softmax(1).toArray());
        }),
      );
    }
  } finally {
    directions.dispose();
  }
  return Float64Array.from(found);
}
