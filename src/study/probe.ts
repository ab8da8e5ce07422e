import type { Sample } from '../data/index.ts';
import { chooseThreshold, type ThresholdRule } from '../metrics/index.ts';
import {
  chooseLinearProbe,
  chooseNeighbours,
  fitStandardiser,
  type LabelledFeatures,
  type LogisticModel,
  logisticProbabilities,
  type Matrix,
  neighbourVotes,
  type Standardiser,
  standardise,
  takeRows,
} from '../stats/index.ts';
import { positiveScores } from '../train/index.ts';
import type { StudyThreshold } from './comparison.ts';
import { casesOf } from './dataset-cases.ts';
import { type Evaluation, evaluateCases } from './evaluate.ts';

export interface ProbeOptions {
  readonly method: 'linear' | 'knn';
  /** The data set, for messages. */
  readonly source: string;
  readonly classes: readonly string[];
  /** Of the neighbours' votes; null: each counts the same. */
  readonly temperature: number | null;
  readonly rule: ThresholdRule;
  readonly seed: number;
  readonly replicates: number;
}

/** What was chosen on validation data, with everything that was tried. */
export type ProbeChoice =
  | { readonly method: 'linear'; readonly c: number; readonly tried: readonly { c: number; logLoss: number }[] }
  | {
      readonly method: 'knn';
      readonly k: number;
      readonly temperature: number | null;
      readonly tried: readonly { k: number; score: number }[];
    };

export interface ProbePredictions {
  readonly samples: readonly Sample[];
  /** Row by row, [samples, classes]. */
  readonly probabilities: Float64Array;
}

export interface Probe {
  readonly choice: ProbeChoice;
  readonly features: number;
  /** Images of each split. */
  readonly images: { readonly train: number; readonly val: number; readonly test: number };
  /** Of two classes, chosen on validation data. */
  readonly threshold: StudyThreshold | null;
  readonly validation: ProbePredictions;
  readonly test: ProbePredictions;
  readonly evaluation: Evaluation;
  /** Of a linear probe: logits = weights · features + intercepts, of the features as they are. */
  readonly layer: LogisticModel | null;
}

/**
 * Learns from the training images' frozen features, chooses on the validation images, and is measured once on the test images.
 * `features` has a row for each of `samples`. Throws one line where a split has no images.
 */
export function probe(features: Matrix, samples: readonly Sample[], options: ProbeOptions): Probe {
  const { source, classes, rule, seed, replicates } = options;
  const own = (split: Sample['split']) => samples.flatMap((s, i) => (s.split === split ? [i] : []));
  const rows = { train: own('train'), val: own('val'), test: own('test') };
  for (const [split, indices] of Object.entries(rows)) {
    if (indices.length === 0) throw new Error(`${source}: has no ${split} images; a probe needs train, val and test`);
  }
  const of = (indices: readonly number[]): LabelledFeatures => ({
    features: takeRows(features, indices),
    labels: indices.map((i) => samples[i]!.label),
  });
  const [train, validation, test] = [of(rows.train), of(rows.val), of(rows.test)];
  if (new Set(Array.from(train.labels)).size < 2) throw new Error(`${source}: its training images are of one class`);
  const { choice, predict, layer } = learn(train, validation, options);
  const answers = (part: LabelledFeatures, indices: readonly number[]): ProbePredictions => ({
    samples: indices.map((i) => samples[i]!),
    probabilities: predict(part.features),
  });
  const seen = answers(validation, rows.val);
  const asked = answers(test, rows.test);
  const threshold = classes.length === 2 ? thresholdOf(seen, rule, source) : null;
  const cases = casesOf(asked.samples, { source, classes });
  const scores = classes.length === 2 ? positiveScores(asked.probabilities) : asked.probabilities;
  const scored = { source, seed, threshold, probabilities: scores };
  return {
    choice,
    features: features.columns,
    images: { train: rows.train.length, val: rows.val.length, test: rows.test.length },
    ...{ threshold, validation: seen, test: asked, layer },
    evaluation: evaluateCases(cases, scored, { seed, replicates, confidence: 0.95, subgroups: [] }),
  };
}

interface Learnt {
  readonly choice: ProbeChoice;
  readonly predict: (features: Matrix) => Float64Array;
  readonly layer: LogisticModel | null;
}

function learn(train: LabelledFeatures, validation: LabelledFeatures, options: ProbeOptions): Learnt {
  const { method, classes, temperature } = options;
  const k = classes.length;
  if (method === 'linear') {
    const scaler = fitStandardiser(train.features);
    const scaled = ({ features, labels }: LabelledFeatures) => ({ features: standardise(features, scaler), labels });
    const { model, c, path } = chooseLinearProbe(scaled(train), scaled(validation), k);
    return {
      choice: { method, c, tried: path },
      predict: (features) => logisticProbabilities(model, standardise(features, scaler)),
      layer: unscaled(model, scaler),
    };
  }
  const chosen = chooseNeighbours(train, validation, { classes: k, temperature });
  const vote = { classes: k, counts: [chosen.k], temperature };
  return {
    choice: { method, k: chosen.k, temperature, tried: chosen.path },
    predict: (features) => neighbourVotes(train.features, train.labels, features, vote)[0]!,
    layer: null,
  };
}

/** The same model of features that are not standardised. */
function unscaled({ classes, weights, intercepts }: LogisticModel, { mean, sd }: Standardiser): LogisticModel {
  const { rows, columns } = weights;
  const data = Float64Array.from(weights.data, (w, i) => w / sd[i % columns]!);
  const moved = intercepts.map((b, o) => mean.reduce((sum, m, k) => sum - m * data[o * columns + k]!, b));
  return { classes, weights: { rows, columns, data }, intercepts: moved };
}

function thresholdOf(
  { samples, probabilities }: ProbePredictions,
  rule: ThresholdRule,
  source: string,
): StudyThreshold {
  const choice = chooseThreshold(
    samples.map((s) => s.label),
    positiveScores(probabilities),
    rule,
  );
  if (choice.threshold === null) throw new Error(`${source}, validation images: ${choice.reason}`);
  return { value: choice.threshold, rule: choice.rule, chosenOn: 'validation' };
}
