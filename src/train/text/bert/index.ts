/** BERT: pre-training on documents, fine-tuning to label texts, and the measure of both. */
export { type EncodedTexts, encodeTexts, type LabelThreshold, lossesOf, probabilitiesOf } from './classify.ts';
export {
  type FineTuneConfig,
  type FineTuneRunConfig,
  type PreTrainConfig,
  type PreTrainRunConfig,
  parseFineTuneConfig,
  parsePreTrainConfig,
} from './config.ts';
export { readDocuments } from './documents.ts';
export { evaluateLabels, evaluatePreTrained, type LabelEvaluation, type LabelsEvaluation } from './evaluate.ts';
export { fineTuneRun } from './finetune.ts';
export {
  type BeginFineTuneOptions,
  beginFineTuneRun,
  type FineTuneRun,
  maxLengthOf,
  openClassifier,
  openFineTuneRun,
  readRunTexts,
  taskOf,
} from './finetune-run.ts';
export {
  type LabelledText,
  type LabelledTexts,
  PARTS,
  type Part,
  readLabelledTexts,
  writeTextPredictions,
} from './labelled.ts';
export {
  bertInput,
  measurePreTraining,
  type PreTrainingMeasure,
  preTrainingLoss,
  tokenFrequencies,
} from './measure.ts';
export { predictTexts, type TextPredictions } from './predict.ts';
export { preTrainRun } from './pretrain.ts';
export {
  type BeginPreTrainOptions,
  beginPreTrainRun,
  openPreTrained,
  openPreTrainRun,
  type PreTrainRun,
  readWordPiece,
} from './run.ts';
