import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCrossValidation } from '../src/cli/cross-validate-run.ts';
import { runEvaluate } from '../src/cli/evaluate-run.ts';
import { openProgress } from '../src/cli/progress.ts';
import { version } from '../src/cli/version.ts';
import type { MaskOptions } from '../src/data/index.ts';
import { foldRuns } from '../src/study/index.ts';
import { beginRun, parseTrainConfig, spawnTraining, type TrainOptions } from '../src/train/index.ts';
import { needRun } from './run.ts';

export interface MaskRecipe {
  readonly name: string;
  /** Relative to the root of the project. */
  readonly data: string;
  /** A folder of masks within the data; else where the data says. */
  readonly masks?: string;
  readonly label?: string;
  readonly skipBad?: boolean;
  /** Cross-validate; else train once, and measure on the test split. */
  readonly folds?: number;
  /** A run to begin from. */
  readonly init?: string;
  readonly train: TrainOptions;
}

/** Trains a segmentation under the seed of the command line (default 0), and measures it on patients that it did not learn from. */
export async function runMaskRecipe(recipe: MaskRecipe, seed = Number(process.argv[2] ?? 0)): Promise<void> {
  const data = resolve(import.meta.dirname, '..', recipe.data);
  if (!existsSync(data)) throw new Error(`${recipe.data}: the data of this recipe is not there`);
  const dir = join('runs', 'recipes', `${recipe.name}-${seed}`);
  const config = parseTrainConfig(
    { task: 'segmentation', model: 'unet', inChannels: 1, ...recipe.train, seed },
    recipe.name,
  );
  const path = recipe.masks === undefined ? null : join(data, recipe.masks);
  const masks: MaskOptions = { path, classes: [], rleSize: null };
  const { label, skipBad, folds, init } = recipe;
  if (init !== undefined) needRun(init);
  const options = { data, label, skipBad, config, masks, init, version };
  if (folds !== undefined) {
    const begun = foldRuns(dir).length > 0;
    return runCrossValidation(begun ? { resume: dir } : { begin: { ...options, out: dir, folds } }, false);
  }
  const resume = existsSync(join(dir, 'config.json'));
  if (!resume) beginRun({ dir, ...options });
  const progress = openProgress(false);
  await spawnTraining(dir, { resume, onEvent: progress.show });
  progress.end();
  await runEvaluate({ run: dir, replicates: '2000' });
}

/** The model that the command line names after the seed; the U-Net if it names none. */
export function maskModel(): { model: string; segmentation: { baseWidth?: number } } {
  const model = process.argv[3] ?? 'unet';
  return { model, segmentation: model === 'unet' ? { baseWidth: 8 } : {} };
}
