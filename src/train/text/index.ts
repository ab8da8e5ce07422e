/** Language models: runs on a text or on documents, their measure, models of others. */

export * from './bert/index.ts';
export { parseTextConfig, type TextRunConfig, type TextTrainConfig } from './config.ts';
export { type Corpus, type Document, partsOf, readCorpus } from './corpus.ts';
export { evaluateText } from './evaluate.ts';
export { evaluateOtherText, evaluateTextRun, type TextEvaluation } from './evaluate-model.ts';
export { measuredText, trainTokens, withoutRepeats } from './prepare.ts';
export { openPretrainedGpt } from './pretrained.ts';
export { beginTextRun, openGpt, openTextRun, type TextRun, textRunPaths } from './run.ts';
export type { TextScore } from './score.ts';
export { endToken } from './tokenize.ts';
export { trainTextRun } from './train-run.ts';
