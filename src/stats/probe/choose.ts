import { auroc } from '../../metrics/index.ts';
import { fitLogisticRegression, type LogisticModel, logisticProbabilities } from './logistic-regression.ts';
import type { Matrix } from './matrix.ts';
import { type NeighbourOptions, neighbourVotes } from './neighbours.ts';

/** Rows of features with the class of each. */
export interface LabelledFeatures {
  readonly features: Matrix;
  readonly labels: ArrayLike<number>;
}

/** Tried strengths of the penalty: half decades of scikit-learn's `C`, from all but nothing learnt to all but no penalty. */
export const STRENGTHS: readonly number[] = Array.from({ length: 17 }, (_, i) => 10 ** (i / 2 - 6));
/** Tried numbers of neighbours: those of DINO's protocol, and fewer for small data. */
export const NEIGHBOURS: readonly number[] = [1, 5, 10, 20, 50, 100, 200];

export interface LinearChoice {
  readonly model: LogisticModel;
  readonly c: number;
  /** Mean −ln p of validation cases at each strength that was tried. */
  readonly path: readonly { readonly c: number; readonly logLoss: number }[];
}

/** Logistic regression on `train` at the strength of least log loss on `validation`; of equal ones the stronger penalty. */
export function chooseLinearProbe(
  train: LabelledFeatures,
  validation: LabelledFeatures,
  classes: number,
  strengths: readonly number[] = STRENGTHS,
): LinearChoice {
  let start: LogisticModel | undefined;
  let best: { model: LogisticModel; c: number; logLoss: number } | undefined;
  const path = [...strengths]
    .sort((a, b) => a - b)
    .map((c) => {
      const model = fitLogisticRegression(train.features, train.labels, classes, { c, start, tolerance: 1e-6 });
      start = model;
      const logLoss = meanLogLoss(logisticProbabilities(model, validation.features), validation.labels, classes);
      if (best === undefined || logLoss < best.logLoss) best = { model, c, logLoss };
      return { c, logLoss };
    });
  const { c, model: near } = best!;
  return { model: fitLogisticRegression(train.features, train.labels, classes, { c, start: near }), c, path };
}

export interface NeighbourChoice {
  readonly k: number;
  /** AUROC of two classes, accuracy of more, on validation cases, for each number of neighbours that was tried. */
  readonly path: readonly { readonly k: number; readonly score: number }[];
}

/** The number of neighbours that tells validation cases apart best; of equal ones the fewest. */
export function chooseNeighbours(
  train: LabelledFeatures,
  validation: LabelledFeatures,
  { classes, temperature, counts = NEIGHBOURS }: Omit<NeighbourOptions, 'counts'> & { counts?: readonly number[] },
): NeighbourChoice {
  const within = counts.filter((k) => k <= train.features.rows);
  const tried = within.length > 0 ? within : [train.features.rows];
  const options = { classes, counts: tried, temperature };
  const votes = neighbourVotes(train.features, train.labels, validation.features, options);
  const path = tried.map((k, i) => ({ k, score: scoreOf(votes[i]!, validation.labels, classes) }));
  const best = path.reduce((a, b) => (b.score > a.score ? b : a));
  return { k: best.k, path };
}

function meanLogLoss(rows: Float64Array, labels: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum -= Math.log(Math.max(rows[i * classes + labels[i]!]!, Number.EPSILON));
  return sum / labels.length;
}

/** What a training run's best epoch is chosen by; minus the log loss where validation has one class only. */
function scoreOf(rows: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const n = labels.length;
  if (classes === 2) {
    const scores = Float64Array.from({ length: n }, (_, i) => rows[2 * i + 1]!);
    return auroc(labels, scores) ?? -meanLogLoss(rows, labels, classes);
  }
  let right = 0;
  for (let i = 0; i < n; i++) {
    const own = rows.subarray(i * classes, (i + 1) * classes);
    right += Number(own.indexOf(Math.max(...own)) === labels[i]);
  }
  return right / n;
}
