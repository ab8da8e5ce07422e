/** What frozen features are worth: linear probes and nearest neighbours. */
export {
  chooseLinearProbe,
  chooseNeighbours,
  type LabelledFeatures,
  type LinearChoice,
  NEIGHBOURS,
  type NeighbourChoice,
  STRENGTHS,
} from './choose.ts';
export {
  fitLogisticRegression,
  type LogisticModel,
  type LogisticOptions,
  logisticProbabilities,
} from './logistic-regression.ts';
export { fitStandardiser, type Matrix, rowOf, type Standardiser, standardise, takeRows, unitRows } from './matrix.ts';
export { type NeighbourOptions, neighbourVotes } from './neighbours.ts';
