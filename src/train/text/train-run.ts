import { causalBatch } from '../../text/index.ts';
import { engineInfo, manualSeed, setThreads } from '../../torch/index.ts';
import { partsOf, readCorpus } from './corpus.ts';
import { causalLoss, evaluateText } from './evaluate.ts';
import { type LoopOptions, type TextTask, trainText } from './loop.ts';
import { measuredText, trainTokens } from './prepare.ts';
import { buildGpt, openTextRun, type TextRun, textRunPaths } from './run.ts';

/** Trains the GPT of a run, from the beginning or from its last checkpoint; every step follows from seed and text alone. */
export async function trainTextRun(dir: string, options: LoopOptions): Promise<void> {
  const run = openTextRun(dir);
  const { train: config } = run.config;
  if (config.threads !== null) setThreads(config.threads);
  await trainText({ ...textRunPaths(dir), dir }, config, () => causalTask(run), options);
}

function causalTask(run: TextRun): TextTask {
  const { train: config, data } = run.config;
  const { model: name, seed, batchSize: count, steps } = config;
  const corpus = readCorpus(data.path, data);
  if (corpus.hash !== data.hash)
    throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
  const parts = partsOf(corpus, config);
  const train = trainTokens(corpus, parts, run.tokenizer);

  manualSeed(seed); // initial weights and dropout draw from it
  const model = buildGpt(run);
  const length = model.config.contextLength;
  const validation = measuredText(parts.validation, corpus, { tokenizer: run.tokenizer, length });
  const sizes = { parameters: model.parameterCount(), vocabulary: run.tokenizer.vocabSize, tokens: train.length };
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
      const { loss } = score;
      return {
        score: -loss.value!,
        event: (best) => ({ event: 'text-validation', step, loss, best }),
        metrics: { validation: score },
      };
    },
  };
}
