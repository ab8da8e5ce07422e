export type { Side, View } from './patient.ts';
export { type PlannedFilm, type PlanOptions, planPhantom } from './plan.ts';
export { type Phantom, type PhantomOptions, type PhantomTruth, renderPhantom } from './render.ts';
export { phantomReport } from './report.ts';
export { type PhantomDataset, type PhantomDatasetOptions, writePhantomDataset } from './write.ts';
