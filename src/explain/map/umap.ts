import { UMAP } from 'umap-js';
import { type Matrix, random, rowOf, unitRows } from '../../stats/index.ts';

export interface UmapOptions {
  readonly seed: number;
  /** Default 15, or all others where there are fewer. */
  readonly neighbours?: number;
  /** Default 0.1. */
  readonly minDistance?: number;
}

/**
 * A map on which near features stay near, [rows × 2]; distances between clusters and their sizes mean nothing. Features are compared by
 * cosine similarity. McInnes, Healy & Melville, "UMAP", 2018, arXiv:1802.03426, by the library umap-js.
 */
export function umap(features: Matrix, { seed, neighbours = 15, minDistance = 0.1 }: UmapOptions): Float64Array {
  const unit = unitRows(features);
  const rows = Array.from({ length: unit.rows }, (_, i) => Array.from(rowOf(unit, i)));
  const { next } = random(seed, 'umap');
  const nNeighbors = Math.min(neighbours, unit.rows - 1);
  const placed = new UMAP({ nComponents: 2, nNeighbors, minDist: minDistance, random: next }).fit(rows);
  return Float64Array.from(placed.flat());
}
