/** Reports: figures and one self-contained HTML file of a run or a comparison. */
export { type AttentionPage, renderAttentionPage } from './attention-page.ts';
export * from './data.ts';
export { type FeatureMap, renderFeatureMap } from './feature-map.ts';
export { type PredictionReportOptions, reportOfPredictions } from './from-predictions.ts';
export { type RunReportOptions, reportOfRun } from './from-run.ts';
export { reportOfStudy } from './from-study.ts';
export type * from './masks/data.ts';
export { type MaskReportOptions, reportOfMaskRun } from './masks/from-run.ts';
export { reportOfMaskStudy } from './masks/from-study.ts';
export { renderMaskReport } from './masks/page.ts';
export { worstMedianBest } from './masks/worst-median-best.ts';
export { renderReport } from './page.ts';
export { findChromium, printToPdf } from './pdf.ts';
export type { RunCases } from './run-cases.ts';
export { type ReportOptions, reportPath, writeReport } from './write.ts';
