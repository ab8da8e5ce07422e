import { expect, test } from 'vitest';
import { goldenRows } from '../../test/golden/golden-rows.ts';
import { goldenCase } from '../../test/golden/metrics/cases.ts';
import { weightedAuroc, weightedBrier } from '../metrics/index.ts';
import { bootstrapInterval } from './bootstrap.ts';
import type { Interval } from './estimate.ts';

test("percentile and BCa intervals have the distribution of R's boot on 100 cases", () => {
  const gaps: Record<string, number[]> = { percentile: [], bca: [], stratified: [] };
  for (const row of goldenRows('stats/boot.json')) {
    const { labels, a } = goldenCase(row.case!);
    const options = { n: labels.length, seed: row.case!, replicates: 1500 };
    const gap = (name: string, { low, high }: Interval, [wantLow, wantHigh]: [number, number]) => {
      const width = wantHigh - wantLow;
      gaps[name]!.push((low! - wantLow) / width, (high! - wantHigh) / width);
    };
    const brier = weightedBrier(labels, a);
    gap('percentile', bootstrapInterval(brier, options), [row.percentileLow!, row.percentileHigh!]);
    gap('bca', bootstrapInterval(brier, { ...options, type: 'bca' }), [row.bcaLow!, row.bcaHigh!]);
    const stratified = bootstrapInterval(weightedAuroc(labels, a), { ...options, strata: labels });
    gap('stratified', stratified, [row.aurocLow!, row.aurocHigh!]);
  }
  for (const name in gaps) {
    const list = gaps[name]!;
    expect(list.length).toBe(200);
    // The ends of 1,500 against 4,000 replicates scatter by 0.018 of the width each, the mean of 100 by 0.002.
    for (const side of [0, 1]) {
      const ends = list.filter((_, i) => i % 2 === side);
      expect(Math.abs(ends.reduce((sum, x) => sum + x, 0) / ends.length), `${name}: mean gap`).toBeLessThan(0.01);
      const spread = Math.sqrt(ends.reduce((sum, x) => sum + x * x, 0) / ends.length);
      expect(spread, `${name}: spread of gaps`).toBeLessThan(0.035);
    }
  }
});
