const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;
const PASSES = 6; // 6 × 11 ≥ 64 bits

/**
 * The indices that sort `values` from high to low; equal values keep their order. O(n): a radix sort on the bits of the
 * doubles, several times faster than a comparator. `values` must be free of NaN. [n] → [n]
 */
export function descendingOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  const { high, low } = sortableKeys(values);
  const counts = countDigits(high, low);
  let order = new Uint32Array(n);
  let spare = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let pass = 0; pass < PASSES; pass++) {
    const starts = counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS);
    if (n === 0 || starts[digit(high[0]!, low[0]!, pass)] === n) continue; // all share this digit: nothing to move
    let start = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket]!;
      starts[bucket] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const at = order[i]!;
      const bucket = digit(high[at]!, low[at]!, pass);
      spare[starts[bucket]!++] = at;
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** IEEE-754 bits, changed so that their unsigned order is the descending order of the numbers (and −0 equals 0). */
function sortableKeys(values: Float64Array) {
  const n = values.length;
  const bits = new Uint32Array(Float64Array.from(values, (x) => x + 0).buffer); // −0 + 0 is 0
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const negative = bits[2 * i + 1]! >>> 31; // little-endian, as every JavaScript engine in use
    high[i] = negative ? bits[2 * i + 1]! : ~bits[2 * i + 1]! & 0x7fffffff;
    low[i] = negative ? bits[2 * i]! : ~bits[2 * i]!;
  }
  return { high, low };
}

function digit(high: number, low: number, pass: number): number {
  switch (pass) {
    case 0:
      return low & MASK;
    case 1:
      return (low >>> 11) & MASK;
    case 2:
      return ((low >>> 22) | (high << 10)) & MASK;
    case 3:
      return (high >>> 1) & MASK;
    case 4:
      return (high >>> 12) & MASK;
    default:
      return high >>> 23;
  }
}

function countDigits(high: Uint32Array, low: Uint32Array): Uint32Array {
  const counts = new Uint32Array(PASSES * BUCKETS);
  for (let i = 0; i < high.length; i++) {
    for (let pass = 0; pass < PASSES; pass++) counts[pass * BUCKETS + digit(high[i]!, low[i]!, pass)]!++;
  }
  return counts;
}
