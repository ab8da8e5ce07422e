import { loadBert } from '../../../models/index.ts';
import { engineInfo, manualSeed, setThreads } from '../../../torch/index.ts';
import type { Event } from '../../events.ts';
import { type LoopOptions, type TextTask, trainText } from '../loop.ts';
import { textRunPaths } from '../run.ts';
import { encodeTexts, labelLoss, lossesOf, probabilitiesOf, rowsOfStep, thresholdsOf } from './classify.ts';
import {
  classifierOf,
  type FineTuneRun,
  maxLengthOf,
  openClassifier,
  openFineTuneRun,
  readInit,
  readRunTexts,
} from './finetune-run.ts';
import { macroAuroc, meanLogLoss } from './label-means.ts';
import { type LabelledText, type LabelledTexts, splitHash, writeTextPredictions } from './labelled.ts';

/** Fine-tunes the BERT of a run, from the beginning or from its last checkpoint. */
export async function fineTuneRun(dir: string, options: LoopOptions): Promise<void> {
  const run = openFineTuneRun(dir);
  const { train: config } = run.config;
  if (config.threads !== null) setThreads(config.threads);
  const data = readRunTexts(run);
  const texts = data.texts.filter(({ part }) => part === 'train');
  const perPass = Math.max(1, Math.floor(texts.length / Math.min(config.batchSize, texts.length)));
  const steps = config.epochs * perPass;
  const loop = { ...config, steps, warmup: Math.floor(config.warmup * steps) };
  await trainText({ ...textRunPaths(dir), dir }, loop, () => fineTuneTask(run, data, steps), options);
}

function fineTuneTask(run: FineTuneRun, data: LabelledTexts, steps: number): TextTask {
  const { config, tokenizer, dir } = run;
  const { seed, batchSize: count } = config.train;
  const maxLength = maxLengthOf(run);
  const pad = tokenizer.specialTokens.get('[PAD]')!;
  const init = config.train.scratch ? null : readInit(run);
  manualSeed(seed); // the head's initial weights and dropout draw from it
  const model = classifierOf(run);
  if (init !== null) loadBert(model, init); // its shapes are those that the run's sizes were read from
  const part = (name: LabelledText['part']) => {
    const texts = data.texts.filter((text) => text.part === name);
    return {
      texts,
      ...encodeTexts(
        texts.map(({ text }) => text),
        tokenizer,
        maxLength,
      ),
    };
  };
  const [train, val] = [part('train'), part('val')];
  const tokens = train.encodings.reduce((sum, { ids }) => sum + ids.length, 0);
  const sizes = { parameters: model.parameterCount(), vocabulary: tokenizer.vocabSize, tokens };
  const name = `bert ${config.model.depth} × ${config.model.width}`;
  const warnings = [
    ...lossesOf(train, maxLength),
    ...(data.empty > 0 ? [`${data.empty} rows without text are left out`] : []),
  ];
  const prior = data.labels.map(
    (_, c) => train.texts.reduce((sum, text) => sum + text.labels[c]!, 0) / train.texts.length,
  );
  return {
    name,
    model: model as TextTask['model'],
    start: [
      { event: 'text-start', model: name, steps, ...sizes, libtorch: engineInfo().version },
      ...warnings.map((message): Event => ({ event: 'warning', message })),
    ],
    loss(step) {
      const rows = rowsOfStep(train.texts.length, { count, seed, step });
      const some = rows.map((row) => train.encodings[row]!);
      const loss = labelLoss(
        model,
        some,
        rows.map((row) => train.texts[row]!.labels),
        pad,
      );
      return { loss, tokens: some.reduce((sum, { ids }) => sum + ids.length, 0) };
    },
    validate(step) {
      const probabilities = probabilitiesOf(model, val.encodings, pad);
      const loss = meanLogLoss(val.texts, probabilities, prior);
      const auroc = macroAuroc(val.texts, probabilities);
      return {
        score: -loss.value!,
        event: (best) => ({ event: 'text-validation', step, loss, auroc, of: 'texts', best }),
        metrics: {
          split: splitHash(data),
          validation: { loss, auroc },
          thresholds: thresholdsOf(data.labels, val.texts, probabilities),
        },
      };
    },
    finish() {
      using best = openClassifier(run);
      writeTextPredictions(
        textRunPaths(dir).predictions,
        data.labels,
        data.texts,
        probabilitiesOf(
          best,
          encodeTexts(
            data.texts.map(({ text }) => text),
            tokenizer,
            maxLength,
          ).encodings,
          pad,
        ),
      );
    },
  };
}
