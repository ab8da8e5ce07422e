const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * The indices that sort `values` from high to low; equal values keep their order. Several times faster than a comparator: a
 * radix sort on the upper halves of the doubles, after which only runs that share them are left to sort. `values`
 * must be free of NaN. [n] → [n]
 */
export function descendingOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const { high, low } = sortableKeys(values);
  let keys = high.slice();
  let spareKeys = new Uint32Array(n);
  let order = new Uint32Array(n);
  let spare = new Uint32Array(n);
  const starts = new Uint32Array(BUCKETS);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let shift = 0; shift < 32; shift += BITS) {
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[(keys[i]! >>> shift) & (BUCKETS - 1)]!++;
    for (let bucket = 0, start = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket]!;
      starts[bucket] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const key = keys[i]!;
      const to = starts[(key >>> shift) & (BUCKETS - 1)]!++;
      spareKeys[to] = key;
      spare[to] = order[i]!;
    }
    [keys, spareKeys] = [spareKeys, keys];
    [order, spare] = [spare, order];
  }
  for (let start = 0, end = 0; start < n; start = end) {
    let sorted = true; // as exact ties are
    while (end < n && keys[end] === keys[start]) {
      if (end > start && low[order[end - 1]!]! > low[order[end]!]!) sorted = false;
      end++;
    }
    if (!sorted) order.subarray(start, end).sort((a, b) => low[a]! - low[b]!);
  }
  return order;
}

/**
 * The upper and lower 32 bits of the doubles, changed so that their unsigned order is the descending order of the numbers
 * (and −0 equals 0).
 */
function sortableKeys(values: Float64Array): { high: Uint32Array; low: Uint32Array } {
  const n = values.length;
  const copy = new Float64Array(n);
  for (let i = 0; i < n; i++) copy[i] = values[i]! + 0; // −0 + 0 is 0
  const words = new Uint32Array(copy.buffer); // little-endian, as every JavaScript engine in use
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const negative = words[2 * i + 1]! >>> 31; // its larger bits are already the lower number
    low[i] = negative ? words[2 * i]! : ~words[2 * i]!;
    high[i] = negative ? words[2 * i + 1]! : ~words[2 * i + 1]! & 0x7fffffff;
  }
  return { high, low };
}
