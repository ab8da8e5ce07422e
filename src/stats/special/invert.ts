/**
 * The x in (low, high) with cdf(x) = p, for a continuous increasing cdf: Newton where it stays in the bracket, else bisection.
 */
export function invert(
  cdf: (x: number) => number,
  density: (x: number) => number,
  p: number,
  bracket: { low: number; high: number },
): number {
  let { low, high } = bracket;
  let x = low + (high - low) / 2;
  for (let i = 0; i < 400; i++) {
    const excess = cdf(x) - p;
    if (excess === 0) return x;
    if (excess > 0) high = x;
    else low = x;
    let next = x - excess / density(x);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (Math.abs(next - x) <= 2e-16 * Math.abs(next) || next === low || next === high) return next;
    x = next;
  }
  return x;
}
