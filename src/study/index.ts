/** Studies: prediction and label files, subgroups, comparisons of models and their verdict. */

export { type CompareOptions, compareModels, describeTest } from './compare.ts';
export { checkPlan, compareStudy } from './compare-study.ts';
export * from './comparison.ts';
export {
  beginFolds,
  type CrossValidation,
  evaluateFolds,
  type FoldedEvaluation,
  type FoldOptions,
  foldRuns,
  trainFolds,
} from './cross-validate.ts';
export { casesOf } from './dataset-cases.ts';
export { type EvaluateOptions, type Evaluation, evaluateCases } from './evaluate.ts';
export { type EvaluateRunOptions, evaluateRun, thresholdOf } from './evaluate-run.ts';
export { openStudy, type Study, type StudyFiles, studyPaths, studyTask, writeStudy } from './files.ts';
export { type JoinedScores, joinPredictions } from './join.ts';
export { type LabelledCases, type LabelOptions, readLabels } from './label-file.ts';
export { keepPlan, type PlannedRun, plannedRuns, readPlan, StudyPlan } from './plan.ts';
export { type PredictionFile, readPredictions } from './prediction-file.ts';
export { type Probe, type ProbeChoice, type ProbeOptions, type ProbePredictions, probe } from './probe.ts';
export * from './robustness/index.ts';
export { type ScoredModel, type ScoredRun, type ScoreOptions, scoreRun } from './score.ts';
export * from './segmentation/index.ts';
export { type Subgroup, scoreSubgroups, subgroupColumns } from './subgroups.ts';
export { refuseTestForThreshold, stated, thresholdFrom } from './thresholds.ts';
export { configOf, doneEvent, mergedOptions, type TrainStudyOptions, trainStudy } from './train-study.ts';
export { decide, decideOn } from './verdict.ts';
