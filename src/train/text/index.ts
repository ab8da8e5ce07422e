/** Language models: runs on a text, their measure. */

export * from './bert/index.ts';
export { parseTextConfig, type TextRunConfig, type TextTrainConfig } from './config.ts';
export { evaluateText } from './evaluate.ts';
export { beginTextRun, openGpt, openTextRun, readText, type TextRun, textRunPaths } from './run.ts';
export { trainTextRun } from './train-run.ts';
