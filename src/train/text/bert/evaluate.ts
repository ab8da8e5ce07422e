import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { badFile } from '../../../formats/errors.ts';
import { type BinaryEvaluation, type Estimate, evaluateBinary } from '../../../stats/index.ts';
import { textRunPaths } from '../run.ts';
import type { LabelThreshold } from './classify.ts';
import { readDocuments } from './documents.ts';
import { type FineTuneRun, readRunTexts } from './finetune-run.ts';
import { macroAuroc } from './label-means.ts';
import type { Part } from './labelled.ts';
import { measurePreTraining, type PreTrainingMeasure } from './measure.ts';
import { preTrainingBatches } from './pretrain.ts';
import { openPreTrained, type PreTrainRun } from './run.ts';
import { scoreTexts } from './score-texts.ts';

export interface LabelEvaluation extends BinaryEvaluation {
  readonly label: string;
  /** How its threshold was chosen. */
  readonly rule: string;
}

export interface LabelsEvaluation {
  readonly part: Part;
  readonly n: number;
  /** Mean over the labels that have both kinds of texts. */
  readonly macroAuroc: Estimate;
  readonly labels: readonly LabelEvaluation[];
  /** What of the texts the model did not see. */
  readonly notes: readonly string[];
}

const Metrics = z.looseObject({
  thresholds: z.record(z.string(), z.looseObject({ threshold: z.number(), rule: z.string() })),
});

/** The thresholds that a run chose on its validation texts. */
export function frozenThresholds(run: FineTuneRun): Record<string, LabelThreshold> {
  const path = textRunPaths(run.dir).metrics;
  const result = Metrics.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data.thresholds;
  throw badFile(path, 'has no thresholds', 'train again');
}

/** Every label of a run on a part of its texts, at the thresholds that its validation texts gave. */
export function evaluateLabels(run: FineTuneRun, part: Part = 'test', { replicates = 2000 } = {}): LabelsEvaluation {
  const data = readRunTexts(run);
  const texts = data.texts.filter((text) => text.part === part);
  if (texts.length === 0) throw badFile(data.path, `has no text for ${part}`, 'give another --split');
  const { probabilities, notes } = scoreTexts(
    run,
    texts.map(({ text }) => text),
  );
  const thresholds = frozenThresholds(run);
  const patients = texts.map(({ group }) => group);
  const labels = data.labels.map((label, c): LabelEvaluation => {
    const { threshold, rule } = thresholds[label]!;
    const truth = texts.map((text) => text.labels[c]!);
    const scores = probabilities[c]!;
    return { label, rule, ...evaluateBinary({ labels: truth, scores, threshold, patients, replicates }) };
  });
  return { part, n: texts.length, macroAuroc: macroAuroc(texts, probabilities), labels, notes };
}

/** Masked tokens and pairs of a run's validation documents, or of all of another file but its rows for testing. */
export function evaluatePreTrained(run: PreTrainRun, path = run.config.data.path): PreTrainingMeasure {
  const { train: config, data } = run.config;
  const own = readDocuments(data.path, { text: data.text, validation: config.validation });
  const other = path === data.path ? own : readDocuments(path, { text: data.text, validation: config.validation });
  using model = openPreTrained(run);
  const documents = { ...own, val: other === own ? own.val : [...other.train, ...other.val] };
  const { train, val } = preTrainingBatches(config, run.tokenizer, documents, model.config.contextLength);
  return measurePreTraining(model, val.batches.all(), train.frequencies);
}
