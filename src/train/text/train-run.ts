import { causalBatch, unigramLoss } from '../../text/index.ts';
import { engineInfo, manualSeed, setThreads } from '../../torch/index.ts';
import { causalLoss, evaluateText } from './evaluate.ts';
import { type LoopOptions, type TextTask, trainText } from './loop.ts';
import { buildGpt, openTextRun, readText, type TextRun, textRunPaths } from './run.ts';

/** Trains the GPT of a run, from the beginning or from its last checkpoint; every step follows from seed and text alone. */
export async function trainTextRun(dir: string, options: LoopOptions): Promise<void> {
  const run = openTextRun(dir);
  const { train: config, data } = run.config;
  if (config.threads !== null) setThreads(config.threads);
  const { text, hash } = readText(data.path);
  if (hash !== data.hash)
    throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
  const tokens = run.tokenizer.encode(text);
  await trainText({ ...textRunPaths(dir), dir }, config, () => causalTask(run, tokens), options);
}

function causalTask(run: TextRun, tokens: Int32Array): TextTask {
  const { model: name, seed, batchSize: count, steps, validation: share } = run.config.train;
  const cut = Math.floor(tokens.length * (1 - share));
  const [train, validation] = [tokens.subarray(0, cut), tokens.subarray(cut)];
  const baseline = unigramLoss(train, validation, run.tokenizer.vocabSize);
  manualSeed(seed); // initial weights and dropout draw from it
  const model = buildGpt(run);
  const length = model.config.contextLength;
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
      const loss = evaluateText(model, validation, baseline);
      return {
        score: -loss.value!,
        event: (best) => ({ event: 'text-validation', step, loss, best }),
        metrics: { validation: { loss } },
      };
    },
  };
}
