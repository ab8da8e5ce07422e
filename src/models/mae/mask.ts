import { type Tensor, tensor } from '../../torch/index.ts';

/** Which patches of each image of a batch are seen and which hidden, by their place 0 … L − 1; as many in every image. */
export interface PatchMask {
  /** Images. */
  readonly count: number;
  /** Seen patches of each image one after the other: [count × seen]. */
  readonly seen: Int32Array;
  /** [count × hidden]. */
  readonly hidden: Int32Array;
}

/** How many of `patches` are seen; at least one, and one is hidden. */
export function seenOf(patches: number, maskRatio: number): number {
  return Math.min(patches - 1, Math.max(1, Math.floor(patches * (1 - maskRatio))));
}

/** The mask of a batch from an order of all patches for each image: the first `seen` of it are seen. */
export function maskOf(orders: readonly (readonly number[])[], seen: number): PatchMask {
  return {
    count: orders.length,
    seen: Int32Array.from(orders.flatMap((order) => order.slice(0, seen))),
    hidden: Int32Array.from(orders.flatMap((order) => order.slice(seen))),
  };
}

/** Rows of [count × patches, …] that `places` mean, as an index. */
export function rowsOf(places: Int32Array, count: number, patches: number, device: string): Tensor {
  const each = places.length / count;
  return indexOf(
    places.map((place, i) => Math.floor(i / each) * patches + place),
    device,
  );
}

export const indexOf = (places: Int32Array, device: string): Tensor => tensor(places, { dtype: 'i64', device });
