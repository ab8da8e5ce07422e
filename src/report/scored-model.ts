import type { Dataset } from '../data/index.ts';
import { type LabelledCases, METRIC_NAMES, type ScoredRun, scoreRun } from '../study/index.ts';
import type { Examples, ReportModel } from './data.ts';
import { chooseExamples, exampleOf } from './examples.ts';
import { pictures, withThumbnails } from './thumbnails.ts';

/** Of a report of one model; a comparison brings its own. */
export const CONFIDENCE = 0.95;
export const LEFT_OUT = 'Images were left out of this file (--no-images).';

/** One set of predictions, measured as `fovea evaluate` measures it. */
export function scoredModel(name: string, cases: LabelledCases, run: ScoredRun, replicates = 2000): ReportModel {
  const { seed, threshold } = run;
  const { metrics, confusion } = scoreRun(cases, run, { seed: seed ?? 0, replicates, confidence: CONFIDENCE });
  const estimates = Object.fromEntries(METRIC_NAMES.flatMap((k) => (metrics[k] ? [[k, metrics[k]]] : [])));
  const probabilities = Array.from(run.probabilities);
  return {
    ...{ name, estimates, threshold, confusion },
    runs: [{ seed, threshold: threshold?.value ?? null, auroc: metrics.auroc.value, probabilities }],
  };
}

/** The mistakes that one model was surest of. */
export async function mistakesOf(
  cases: LabelledCases,
  model: ReportModel,
  { images, dataset = null }: { readonly images: boolean; readonly dataset?: Dataset | null },
): Promise<Examples> {
  const threshold = model.threshold?.value ?? 0.5;
  const chosen = chooseExamples([model], cases.labels, { model: 0, threshold });
  const show = (list: readonly number[]) => list.map((i) => exampleOf(i, cases, [model]));
  const examples = {
    model: 0,
    threshold,
    falsePositives: show(chosen.falsePositives),
    falseNegatives: show(chosen.falseNegatives),
    disagreements: [],
    note: null,
  };
  if (!images) return { ...examples, note: LEFT_OUT };
  return withThumbnails(examples, pictures(cases, dataset));
}
