import type { RobustnessResult } from '../study/index.ts';
import type { Robustness } from './data.ts';

/** What `--robustness` measured, as the corruption heat map takes it. */
export function robustnessOf(result: RobustnessResult | undefined): { robustness?: Robustness } {
  if (!result) return {};
  const { models, severities, ranking } = result;
  const corruptions = models[0]!.corruptions.map(({ name }, c) => ({
    name: name
      .replaceAll('_', ' ')
      .replace(/\bcorr\b/, 'correction')
      .replace('jpeg', 'JPEG'),
    values: models.map((model) => model.corruptions[c]!.scores.map(({ auroc }) => auroc)),
  }));
  const clean = models.map((model) => model.clean.auroc);
  return { robustness: { severities, clean, corruptions, ...(ranking ? { sentence: ranking.sentence } : {}) } };
}
