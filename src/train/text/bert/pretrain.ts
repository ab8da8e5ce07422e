import { type BertForPreTraining, createBert } from '../../../models/index.ts';
import { encodeDocuments, PreTrainingBatches, type WordPieceTokenizer } from '../../../text/index.ts';
import { engineInfo, manualSeed, setThreads } from '../../../torch/index.ts';
import { type LoopOptions, type TextTask, trainText } from '../loop.ts';
import { textRunPaths } from '../run.ts';
import type { PreTrainConfig } from './config.ts';
import { type DocumentSet, readDocuments } from './documents.ts';
import { measurePreTraining, preTrainingLoss, tokenFrequencies } from './measure.ts';
import { openPreTrainRun, type PreTrainRun } from './run.ts';

/** Validation pairs and masks are those of this seed in every run, so that runs can be compared. */
const MEASURING_SEED = 0;

/** Pre-trains the BERT of a run, from the beginning or from its last checkpoint. */
export async function preTrainRun(dir: string, options: LoopOptions): Promise<void> {
  const run = openPreTrainRun(dir);
  const { train: config, data } = run.config;
  if (config.threads !== null) setThreads(config.threads);
  const documents = readDocuments(data.path, { text: data.text, validation: config.validation });
  if (documents.hash !== data.hash)
    throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
  await trainText({ ...textRunPaths(dir), dir }, config, () => preTrainingTask(run, documents), options);
}

function preTrainingTask({ config: { train: config }, tokenizer }: PreTrainRun, documents: DocumentSet): TextTask {
  manualSeed(config.seed); // initial weights and dropout draw from it
  const model = buildBert(config, tokenizer);
  const { train, val } = preTrainingBatches(config, tokenizer, documents, model.config.contextLength);
  const tokens = train.documents.reduce((sum, document) => sum + document.reduce((s, { length }) => s + length, 0), 0);
  const sizes = { parameters: model.parameterCount(), vocabulary: tokenizer.vocabSize, tokens };
  return {
    name: config.model,
    model: model as TextTask['model'],
    start: [
      { event: 'text-start', model: config.model, steps: config.steps, ...sizes, libtorch: engineInfo().version },
    ],
    loss(step) {
      const batch = train.batches.batch(step);
      return { loss: preTrainingLoss(model, batch), tokens: batch.mask.reduce((sum, seen) => sum + seen, 0) };
    },
    validate(step) {
      const measure = measurePreTraining(model, val.batches.all(), train.frequencies);
      const { loss, accuracy, next } = measure;
      return {
        score: -loss.value!,
        event: (best) => ({ event: 'text-validation', step, loss, accuracy, ...(next && { next }), best }),
        metrics: { validation: measure },
      };
    },
  };
}

export function buildBert(
  { model, contextLength, dropout }: Pick<PreTrainConfig, 'model' | 'contextLength' | 'dropout'>,
  tokenizer: WordPieceTokenizer,
): BertForPreTraining {
  return createBert(model, {
    vocabSize: tokenizer.vocabSize,
    padId: tokenizer.specialTokens.get('[PAD]')!,
    ...(contextLength === null ? {} : { contextLength }),
    ...(dropout === null ? {} : { dropout }),
  });
}

/** Documents, batches and token frequencies of both parts. */
export function preTrainingBatches(
  config: PreTrainConfig,
  tokenizer: WordPieceTokenizer,
  documents: DocumentSet,
  length: number,
) {
  const pairs = config.nextSentence;
  const part = (name: 'train' | 'val', seed: number) => {
    const encoded = encodeDocuments(documents[name], tokenizer, length - 3);
    const options = {
      vocabulary: tokenizer,
      length,
      count: config.batchSize,
      pairs,
      wholeWords: config.wholeWords,
      seed,
    };
    return {
      documents: encoded,
      batches: new PreTrainingBatches(encoded, options),
      frequencies: tokenFrequencies(encoded, tokenizer.vocabSize),
    };
  };
  return { train: part('train', config.seed), val: part('val', MEASURING_SEED) };
}
