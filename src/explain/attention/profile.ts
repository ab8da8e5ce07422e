import { batches } from '../../data/index.ts';
import { scope } from '../../torch/index.ts';
import { type CachedData, normalise, type OpenModel, toUnit } from '../../train/index.ts';
import type { Heat } from '../heat.ts';
import { captureAttention } from './capture.ts';
import { meanAttentionDistance } from './distance.ts';
import { positionSimilarity } from './similarity.ts';
import { isTokenModel, positionsOf } from './tokens.ts';

/** How a transformer attends, as a whole. */
export interface AttentionProfile {
  /** Pixels, in the model's own image size: `distances[layer][head]`, mean over queries and images. */
  readonly distances: readonly (readonly number[])[];
  readonly images: number;
  readonly imageSize: number;
  readonly patchSize: number;
  readonly grid: readonly [rows: number, columns: number];
  /** Cosine of each patch's position embedding with the others', a map for each patch. */
  readonly positions: readonly Heat[];
}

/** Enough for means that do not move, and quick. */
const MOST = 32;

/** Null for a model whose attention is not over all tokens. */
export async function attentionProfile(
  { model, config, precision, normalisation }: OpenModel,
  { cache: source, indices }: Pick<CachedData, 'cache' | 'indices'>,
): Promise<AttentionProfile | null> {
  if (!isTokenModel(model)) return null;
  const chosen = indices().slice(0, MOST);
  const { imageSize } = config;
  const { stride: patchSize } = model.featureInfo.at(-1)!;
  const side = Math.ceil(imageSize / patchSize);
  const grid = [side, side] as const;
  const prefixTokens = positionsOf(model).size(1) - side * side;
  const sums: number[][] = [];
  const labels = new Int32Array(source.count);
  const all = { source, indices: chosen, labels, batchSize: 8, seed: 0, epoch: 0, shuffle: false };
  for await (const batch of batches(all)) {
    scope(() => {
      const images = normalise(toUnit(batch, source.size, source.channels, precision.device), normalisation);
      for (const [layer, { weights }] of captureAttention(model, images).entries()) {
        const far = meanAttentionDistance(weights, { grid, patchSize, prefixTokens });
        sums[layer] = far.map((d, head) => (sums[layer]?.[head] ?? 0) + d * batch.indices.length);
        weights.dispose();
      }
    });
  }
  const likeness = scope(() => positionSimilarity(positionsOf(model), prefixTokens).toArray());
  const patches = side * side;
  const mapOf = (p: number): Heat => ({
    rows: side,
    columns: side,
    values: likeness.slice(p * patches, (p + 1) * patches),
  });
  return {
    distances: sums.map((layer) => layer.map((sum) => sum / chosen.length)),
    ...{ images: chosen.length, imageSize, patchSize, grid },
    positions: Array.from({ length: patches }, (_, p) => mapOf(p)),
  };
}
