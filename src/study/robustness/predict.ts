import type { Dataset, Sample } from '../../data/index.ts';
import type { SeverityTable } from '../../image/index.ts';
import { VisionTransformer } from '../../models/vit.ts';
import { cacheImages, type Predictor, positiveScores, type Run } from '../../train/index.ts';
import { keyOf, perturbations, perturbedSource } from './perturbation.ts';
import type { SharedImages } from './shared-images.ts';

export interface PredictUnderOptions {
  readonly table: SeverityTable;
  readonly seed: number;
  readonly skipBad: boolean;
  /** Perturbed images that other runs have made, or will need. */
  readonly shared?: SharedImages | undefined;
  readonly onProgress?: ((done: number, total: number, what: string) => void) | undefined;
}

export interface PredictionsUnder {
  readonly samples: readonly Sample[];
  readonly patchSize: number | null;
  readonly clean: Float64Array;
  /** By the key of the perturbation. Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly under: ReadonlyMap<string, Float64Array>;
}

/** What a run predicts for a data set's images, untouched and under every perturbation. They are decoded once. */
export async function predictUnder(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  { table, seed, skipBad, shared, onProgress }: PredictUnderOptions,
): Promise<PredictionsUnder> {
  using data = await cacheImages(dataset.samples, { config: run.config.train, skipBad });
  const indices = data.indices();
  if (indices.length === 0) throw new Error(`${dataset.name}: none of its images can be read`);
  const { model, classes } = predictor;
  const patchSize = model instanceof VisionTransformer ? (model.featureInfo[0]?.stride ?? null) : null;
  const scores = (all: Float64Array) => (classes.length === 2 ? positiveScores(all) : all);
  const clean = scores(await predictor.predict(data.cache, indices));
  const under = new Map<string, Float64Array>();
  const all = perturbations(patchSize);
  for (const [done, what] of all.entries()) {
    const name = keyOf(what);
    onProgress?.(done, all.length, name);
    const made = perturbedSource(data.cache, what, { table, seed });
    const key = [data.cache.key, table, seed, name].join('/');
    under.set(name, scores(await predictor.predict(shared ? shared(key, made) : made, indices)));
  }
  onProgress?.(all.length, all.length, 'done');
  return { samples: indices.map((i) => data.samples[i]!), patchSize, clean, under };
}
