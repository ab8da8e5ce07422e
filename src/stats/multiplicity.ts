/** Adjusted p values keep the family-wise error below α whatever the dependence (Holm 1979). In the order given. */
export function holm(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const m = pValues.length;
  const adjusted = new Array<number>(m);
  let running = 0;
  ascending(pValues).forEach((at, i) => {
    running = Math.max(running, Math.min(1, (m - i) * pValues[at]!));
    adjusted[at] = running;
  });
  return adjusted;
}

/** Adjusted p values keep the false discovery rate below α (Benjamini & Hochberg 1995). In the order given. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const m = pValues.length;
  const adjusted = new Array<number>(m);
  let running = 1;
  const order = ascending(pValues);
  for (let i = m - 1; i >= 0; i--) {
    running = Math.min(running, (m * pValues[order[i]!]!) / (i + 1));
    adjusted[order[i]!] = running;
  }
  return adjusted;
}

const ascending = (values: readonly number[]) => values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);

function checkPValues(pValues: readonly number[]): void {
  pValues.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p value ${i} is ${p}: it must lie in 0 to 1`);
  });
}
