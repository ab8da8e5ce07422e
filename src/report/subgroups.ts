import { type LabelledCases, scoreSubgroups, subgroupColumns } from '../study/index.ts';
import type { ReportModel, Subgroups } from './data.ts';
import { meanProbabilities } from './examples.ts';

/** AUROC by every attribute that makes groups, chosen, banded and withheld as `fovea evaluate --subgroups` does. */
export function subgroupsOf(cases: LabelledCases, models: readonly ReportModel[], confidence: number): Subgroups[] {
  const options = { seed: 0, replicates: 1, confidence }; // AUROC has its interval in closed form
  const runs = models.map(({ name, runs }) => {
    const probabilities = Float64Array.from(meanProbabilities(runs));
    return { source: name, seed: null, threshold: null, probabilities };
  });
  return subgroupColumns(cases).flatMap((column) => {
    const each = runs.map((run) => scoreSubgroups(cases, run, { ...options, columns: [column] }));
    const groups = (each[0] ?? []).map(({ value, n, positives }, g) => {
      return { value, n, positives: positives ?? 0, estimates: each.map((groups) => groups[g]!.auroc) };
    });
    // A column that holds one class in every value says the label in other words.
    return groups.some((g) => g.estimates.some((e) => e.value !== null)) ? [{ column, groups }] : [];
  });
}
