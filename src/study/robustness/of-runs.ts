import type { Dataset } from '../../data/index.ts';
import { openPredictor, openRun, openRunData, type Predictor, type Run } from '../../train/index.ts';
import type { Comparison } from '../comparison.ts';
import { casesOf } from '../dataset-cases.ts';
import { thresholdOf } from '../evaluate-run.ts';
import type { LabelledCases } from '../label-file.ts';
import { stated } from '../thresholds.ts';
import type { PerturbedModel } from './measure.ts';
import { type PredictUnderOptions, predictUnder } from './predict.ts';
import type { RobustnessResult } from './result.ts';
import { measureRobustness, severityTableFor } from './robustness.ts';
import { sharedImages } from './shared-images.ts';

export interface RobustnessOptions {
  readonly replicates: number;
  readonly skipBad: boolean;
  readonly confidence?: number | undefined;
  /** In place of the frozen one. */
  readonly threshold?: number | undefined;
  readonly ignorePatients?: boolean | undefined;
  readonly onProgress?: ((what: string) => void) | undefined;
}

/** The robustness of one run on a labelled data set. */
export async function robustnessOfRun(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  options: RobustnessOptions,
): Promise<RobustnessResult> {
  const { seed, model } = run.config.train;
  const table = severityTableFor(dataset.name);
  const { cases, perturbed, patchSize } = await perturbedRun(predictor, run, dataset, { ...options, table, seed: 0 });
  const { replicates, confidence = 0.95 } = options;
  return measureRobustness(cases, [{ name: model, patchSize, runs: [perturbed] }], {
    seed,
    replicates,
    confidence,
    table,
  });
}

/** The robustness of every model of a finished training study, on its test images; all runs see the same corrupted images. */
export async function robustnessOfStudy(comparison: Comparison, options: RobustnessOptions): Promise<RobustnessResult> {
  const models: PerturbedModel[] = [];
  let cases: LabelledCases | null = null;
  const { replicates, seed, confidence } = comparison.settings;
  const table = severityTableFor(comparison.test.source);
  const shared = sharedImages();
  for (const { name, runs } of comparison.models) {
    const own: PerturbedModel['runs'][number][] = [];
    let patchSize: number | null = null;
    for (const { source } of runs) {
      const run = openRun(source);
      const dataset = openRunData(run);
      using predictor = openPredictor(run);
      const test = { ...dataset, samples: dataset.samples.filter((s) => s.split === 'test') };
      const onProgress = options.onProgress && ((what: string) => options.onProgress!(`${name}, ${what}`));
      const got = await perturbedRun(predictor, run, test, { ...options, onProgress, table, seed, shared });
      cases ??= got.cases;
      if (got.cases.imagePaths.join('\n') !== cases.imagePaths.join('\n')) {
        throw new Error(`${source}: was tested on other images than the first run; compare again`);
      }
      own.push(got.perturbed);
      patchSize = got.patchSize;
    }
    models.push({ name, patchSize, runs: own });
  }
  return measureRobustness(cases!, models, {
    seed,
    replicates: Math.min(replicates, options.replicates),
    confidence,
    table,
  });
}

async function perturbedRun(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  options: RobustnessOptions & Pick<PredictUnderOptions, 'table' | 'seed' | 'shared'>,
) {
  const { onProgress, threshold: fixed, ignorePatients, table, seed, skipBad, shared } = options;
  const { classes } = predictor;
  const { samples, patchSize, clean, under } = await predictUnder(predictor, run, dataset, {
    ...{ table, seed, skipBad, shared },
    onProgress: onProgress && ((done, total, what) => onProgress(`${what} (${done}/${total})`)),
  });
  const known = casesOf(samples, { source: dataset.name, classes, hash: dataset.hash });
  const cases = ignorePatients ? { ...known, groups: null, groupColumn: null } : known;
  const threshold = classes.length > 2 ? null : fixed === undefined ? thresholdOf(run) : stated(fixed);
  const perturbed = { source: run.dir, seed: run.config.train.seed, threshold, probabilities: clean, under };
  return { cases, perturbed, patchSize };
}
