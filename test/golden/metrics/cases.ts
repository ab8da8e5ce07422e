/** Generated cases, the same in TypeScript, Python (cases.py) and R (../stats/make_delong.R), so that goldens hold results alone. */
export interface GoldenCase {
  readonly labels: number[];
  /** Two models' scores in 0 to 1, with ties in most cases. */
  readonly a: number[];
  readonly b: number[];
}

/** Numerical Recipes' linear congruential generator; draws are its upper 24 bits. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

const LEVELS = [2, 6, 30, 1 << 20];
const PERCENT = [2, 10, 40, 90];

/** Case number i: 2 to 61 labels; every 50th has constant scores; a fair share have one class only. */
export function goldenCase(i: number): GoldenCase {
  const next = lcg(i * 7919 + 1);
  for (let skip = 0; skip < 5; skip++) next();
  const n = 2 + (next() % 60);
  const levels = i % 50 === 0 ? 1 : LEVELS[next() % 4]!;
  const percent = PERCENT[next() % 4]!;
  const step = Math.floor(levels / 3);
  const labels: number[] = [];
  const a: number[] = [];
  const b: number[] = [];
  for (let j = 0; j < n; j++) {
    const label = next() % 100 < percent ? 1 : 0;
    const shared = next() % levels;
    labels.push(label);
    a.push((shared + (next() % levels) + label * step) / (3 * levels));
    b.push((shared + (next() % levels) + label * Math.floor(step / 2)) / (3 * levels));
  }
  return { labels, a, b };
}
