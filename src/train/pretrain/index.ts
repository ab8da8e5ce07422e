/** Learning from images without labels: runs and methods. */
export { type OpenClip, openClip, predictBySentences, type Sentences } from './clip/zero-shot.ts';
export {
  METHOD_NAMES,
  type MethodName,
  type PretrainConfig,
  type PretrainRunConfig,
  parsePretrainConfig,
} from './config.ts';
export type { Method, MethodContext, Objective, Picture } from './method.ts';
export {
  type BeginPretrainOptions,
  beginPretrainRun,
  openPretrainRun,
  type PretrainRun,
  pretrainPaths,
} from './run.ts';
export { pretrainRun } from './train-run.ts';
