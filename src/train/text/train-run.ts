import { causalBatch } from '../../text/index.ts';
import { engineInfo, manualSeed, setThreads } from '../../torch/index.ts';
import { type Corpus, partsOf, readCorpus } from './corpus.ts';
import { causalLoss, evaluateText } from './evaluate.ts';
import { type LoopOptions, type TextTask, trainText } from './loop.ts';
import { measuredText, trainTokens } from './prepare.ts';
import { buildGpt, openTextRun, type TextRun, textRunPaths } from './run.ts';

/** Trains the GPT of a run, from the beginning or from its last checkpoint; every step follows from seed and text alone. */
export async function trainTextRun(dir: string, options: LoopOptions): Promise<void> {
  const run = openTextRun(dir);
  const { train: config, data } = run.config;
  if (config.threads !== null) setThreads(config.threads);
  const corpus = readCorpus(data.path, data);
  if (corpus.hash !== data.hash)
    throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
  await trainText({ ...textRunPaths(dir), dir }, config, () => causalTask(run, corpus), options);
}

function causalTask(run: TextRun, corpus: Corpus): TextTask {
  const { tokenizer } = run;
  const { model: name, seed, batchSize: count, steps } = run.config.train;
  const parts = partsOf(corpus, run.config.train);
  const train = trainTokens(corpus, parts, tokenizer);
  manualSeed(seed); // initial weights and dropout draw from it
  const model = buildGpt(run);
  const length = model.config.contextLength;
  const validation = measuredText(parts.val, corpus, { tokenizer, length });
  const sizes = { parameters: model.parameterCount(), vocabulary: tokenizer.vocabSize, tokens: train.length };
  return {
    name,
    model: model as TextTask['model'],
    start: [{ event: 'text-start', model: name, steps, ...sizes, libtorch: engineInfo().version }],
    loss(step) {
      const batch = causalBatch(train, { count, length, seed, step });
      return { loss: causalLoss(model, batch), tokens: count * length };
    },
    validate(step) {
      const score = evaluateText(model, validation, train);
      return {
        score: -score.loss.value!,
        event: (best) => ({ event: 'text-validation', step, loss: score.loss, best }),
        metrics: { validation: score },
      };
    },
  };
}
