import { SEVERITIES, type SeverityTable } from '../../image/index.ts';
import type { LabelledCases } from '../label-file.ts';
import type { ScoreOptions } from '../score.ts';
import { measureModel, type PerturbedModel } from './measure.ts';
import { rankingOf } from './ranking.ts';
import type { RobustnessResult } from './result.ts';

/** MedMNIST-C has severities of its own for PneumoniaMNIST; every other set gets those of the adults' chest X-rays. */
export const severityTableFor = (dataset: string): SeverityTable =>
  /pneumoniamnist/i.test(dataset) ? 'pneumoniamnist' : 'chestmnist';

/** Everything that `--robustness` says of models on the same cases. */
export function measureRobustness(
  cases: LabelledCases,
  models: readonly PerturbedModel[],
  options: ScoreOptions & { readonly table: SeverityTable },
): RobustnessResult {
  const several = models.length > 1;
  const reference = several ? (models.find(({ name }) => name === 'alexnet') ?? models[0]!) : null;
  return {
    severityTable: options.table,
    severities: SEVERITIES,
    seed: options.seed,
    models: models.map((model) => measureModel(cases, model, { ...options, reference })),
    reference: reference?.name ?? null,
    ranking: several ? rankingOf(cases, models, options) : null,
  };
}
