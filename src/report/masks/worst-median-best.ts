/** Cases of a row. */
export const EACH = 4;

/** The cases to look at first, in the order of their figure: up to four a row; of three or more, none stands in two rows. */
export function worstMedianBest<T>(
  cases: readonly T[],
  order: (a: T, b: T) => number,
): { readonly worst: readonly T[]; readonly median: readonly T[]; readonly best: readonly T[] } {
  const sorted = [...cases].sort(order);
  const count = Math.min(EACH, Math.max(1, Math.floor(sorted.length / 3)));
  const middle = Math.max(0, Math.floor((sorted.length - count) / 2));
  return {
    worst: sorted.slice(0, count),
    median: sorted.slice(middle, middle + count),
    best: sorted.slice(-count).reverse(),
  };
}
