import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openForEvaluation } from '../src/cli/open-data.ts';
import { openProgress } from '../src/cli/progress.ts';
import { renderEvaluation } from '../src/cli/render-evaluation.ts';
import { version } from '../src/cli/version.ts';
import { evaluateRun } from '../src/study/index.ts';
import {
  beginRun,
  openPredictor,
  openRun,
  parseTrainConfig,
  spawnTraining,
  type TrainOptions,
} from '../src/train/index.ts';

export interface Recipe {
  readonly name: string;
  /** Relative to the root of the project. */
  readonly data: string;
  readonly label?: string;
  readonly init?: string;
  readonly train: TrainOptions;
}

/** Trains a recipe under the seed of the command line (default 0), and measures it on the test patients. */
export async function runRecipe(recipe: Recipe, seed = Number(process.argv[2] ?? 0)): Promise<void> {
  const fromRoot = (path: string) => resolve(import.meta.dirname, '..', path);
  const data = fromRoot(recipe.data);
  if (!existsSync(data)) throw new Error(`${recipe.data}: the data of this recipe is not there`);
  const dir = join('runs', 'recipes', `${recipe.name}-${seed}`);
  const config = parseTrainConfig({ ...recipe.train, seed }, recipe.name);
  const init = recipe.init === undefined ? undefined : fromRoot(recipe.init);
  const resume = existsSync(join(dir, 'config.json'));
  if (!resume) beginRun({ dir, data, label: recipe.label, init, config, version });
  const progress = openProgress(false);
  await spawnTraining(dir, { resume, onEvent: progress.show });
  progress.end();

  const run = openRun(dir);
  using predictor = openPredictor(run);
  const dataset = openForEvaluation(run, data, { split: 'test', skipBad: false });
  console.log(renderEvaluation(await evaluateRun(predictor, run, dataset), `${dataset.name}, test`));
}

/** Another recipe's finished run, that this one begins from. */
export function needRun(dir: string): void {
  if (!existsSync(join(dir, 'metrics.json'))) throw new Error(`${dir}: run its recipe first`);
}
