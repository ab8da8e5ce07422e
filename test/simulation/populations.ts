import type { Random } from '../../src/stats/index.ts';

/** Two classes with normal scores (binormal model), and probabilities that are over-confident in a known way. */
export interface Sample {
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
}

export const PREVALENCE = 0.35;
/** Distance of the classes in standard deviations: AUROC Φ(1.5/√2) = 0.856. */
export const DISTANCE = 1.5;

/** The calibrated logit of a score is distance · x − distance²/2 + logit(prevalence); the model's is 1.5 times that, plus 0.3. */
export function probabilityOf(score: number): number {
  const calibrated = DISTANCE * score - DISTANCE ** 2 / 2 + Math.log(PREVALENCE / (1 - PREVALENCE));
  return 1 / (1 + Math.exp(-(1.5 * calibrated + 0.3)));
}

export function draw(rng: Random, n: number): Sample {
  const labels = new Uint8Array(n);
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    labels[i] = rng.next() < PREVALENCE ? 1 : 0;
    scores[i] = rng.normal(labels[i] ? DISTANCE : 0);
  }
  return { labels, scores, probabilities: scores.map(probabilityOf) };
}

/** The population itself as weighted cases: both densities on a fine grid. Any weighted metric of it is the truth. */
export function population(): Sample & { readonly weights: Float64Array } {
  const [low, high, step] = [-7, 8.5, 1 / 2000];
  const points = Math.round((high - low) / step);
  const labels = new Uint8Array(2 * points);
  const scores = new Float64Array(2 * points);
  const weights = new Float64Array(2 * points);
  for (let i = 0; i < points; i++) {
    const x = low + (i + 0.5) * step;
    for (const label of [0, 1]) {
      const at = 2 * i + label;
      labels[at] = label;
      scores[at] = x;
      weights[at] = (label ? PREVALENCE : 1 - PREVALENCE) * Math.exp(-((x - label * DISTANCE) ** 2) / 2) * step;
    }
  }
  return { labels, scores, probabilities: scores.map(probabilityOf), weights };
}

/** Two models of equal worth on the same cases: their errors have correlation ½, their AUROCs are equal. */
export function drawPair(rng: Random, n: number) {
  const labels = new Uint8Array(n);
  const [a, b] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    labels[i] = rng.next() < PREVALENCE ? 1 : 0;
    const shared = rng.normal(labels[i] ? DISTANCE : 0, Math.SQRT1_2);
    a[i] = shared + rng.normal(0, Math.SQRT1_2);
    b[i] = shared + rng.normal(0, Math.SQRT1_2);
  }
  return { labels, a, b, pa: a.map(probabilityOf), pb: b.map(probabilityOf) };
}

/**
 * Patients with one to four images; half of the variance of label and score is the patient's own. About n cases, whole patients.
 * The marginal class distributions are not those of `draw`.
 */
export function drawPatients(rng: Random, n: number) {
  const [labels, a, b, patients]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let patient = 0; labels.length < n; patient++) {
    const severity = rng.normal();
    const [ownA, ownB] = [rng.normal(0, 0.6), rng.normal(0, 0.6)];
    for (let image = 1 + rng.int(4); image > 0; image--) {
      const label = severity + rng.normal() > 0.4 ? 1 : 0;
      labels.push(label);
      const shared = label * DISTANCE + rng.normal(0, 0.5);
      a.push(shared + ownA + rng.normal(0, 0.62));
      b.push(shared + ownB + rng.normal(0, 0.62));
      patients.push(patient);
    }
  }
  return { labels, a, b, patients };
}

/** Dice-like values: bounded, skewed, some cases missed altogether (0). Mean 0.9 · 6/7.5. */
export function drawDice(rng: Random, n: number): Float64Array {
  return Float64Array.from({ length: n }, () => (rng.next() < 0.1 ? 0 : beta(rng, 6, 3)));
}
export const DICE_MEAN = 0.72;

/** Beta(a, b/2) with whole a, b as a ratio of sums of exponentials and squared normals. */
function beta(rng: Random, a: number, b: number): number {
  let [x, y] = [0, 0];
  for (let i = 0; i < a; i++) x -= Math.log(1 - rng.next());
  for (let i = 0; i < b; i++) y += rng.normal() ** 2 / 2;
  return x / (x + y);
}

/** Three ordered classes, each with its own score: the distance to the class's place on a line. */
export function drawClasses(rng: Random, n: number) {
  const labels = Array.from({ length: n }, () => [0, 0, 0, 1, 1, 2][rng.int(6)]!);
  const scores = labels.map((label) => {
    const x = label * 1.2 + rng.normal();
    return [0, 1.2, 2.4].map((place) => -((x - place) ** 2));
  });
  return { labels, scores };
}

/** Two kinds of model of equal worth, each trained with three seeds: a training shifts its separation, and adds noise of its own. */
export function drawWithSeeds(rng: Random, n: number) {
  const { labels, a, b } = drawPair(rng, n);
  const trainings = (scores: Float64Array) =>
    Array.from({ length: 3 }, () => {
      const shift = rng.normal(0, 0.15);
      return scores.map((x, i) => x + shift * labels[i]! + rng.normal(0, 0.4));
    });
  return { labels, a: trainings(a), b: trainings(b) };
}
