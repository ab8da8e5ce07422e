import type { Example, ModelRun, ReportModel } from './data.ts';

export interface ExampleCases {
  readonly imagePaths: readonly string[];
  readonly groups: readonly string[] | null;
  readonly labels: readonly number[];
}

export interface Chosen {
  readonly falsePositives: readonly number[];
  readonly falseNegatives: readonly number[];
  readonly disagreements: readonly number[];
}

const EACH = 6;

/** The mean of a model's seeds, case by case. */
export function meanProbabilities(runs: readonly ModelRun[]): number[] {
  const n = runs[0]?.probabilities.length ?? 0;
  return Array.from({ length: n }, (_, i) => runs.reduce((sum, r) => sum + r.probabilities[i]!, 0) / runs.length);
}

/**
 * Which cases to show of a two-class task, as indices: the wrong decisions of one model that it was surest of, and the cases on which the
 * models lie furthest apart. Ties by position, so that a report is the same each time.
 */
export function chooseExamples(
  models: readonly ReportModel[],
  labels: readonly number[],
  { model, threshold }: { model: number; threshold: number },
): Chosen {
  const scores = models.map((m) => meanProbabilities(m.runs));
  const own = scores[model]!;
  const indices = labels.map((_, i) => i);
  const wrong = (label: number) => indices.filter((i) => labels[i] === label && own[i]! >= threshold !== (label === 1));
  const falsePositives = wrong(0).sort((a, b) => own[b]! - own[a]! || a - b);
  const falseNegatives = wrong(1).sort((a, b) => own[a]! - own[b]! || a - b);
  const apart = (i: number) => Math.max(...scores.map((s) => s[i]!)) - Math.min(...scores.map((s) => s[i]!));
  const disagreements = models.length > 1 ? indices.sort((a, b) => apart(b) - apart(a) || a - b) : [];
  return {
    falsePositives: falsePositives.slice(0, EACH),
    falseNegatives: falseNegatives.slice(0, EACH),
    disagreements: disagreements.slice(0, EACH),
  };
}

/** A case as it is shown, its picture still to come. */
export function exampleOf(i: number, cases: ExampleCases, models: readonly ReportModel[]): Example {
  return {
    imagePath: cases.imagePaths[i]!,
    patient: cases.groups?.[i] ?? null,
    label: cases.labels[i]!,
    image: null,
    probabilities: models.map((m) => m.runs.reduce((sum, r) => sum + r.probabilities[i]!, 0) / m.runs.length),
  };
}
