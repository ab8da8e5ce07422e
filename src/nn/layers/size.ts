/** One size for height and width, or [height, width]. */
export type Size2 = number | readonly [height: number, width: number];

export function pair(size: Size2): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}
