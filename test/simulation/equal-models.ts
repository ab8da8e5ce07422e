import * as m from '../../src/metrics/index.ts';
import * as s from '../../src/stats/index.ts';
import { drawPair, drawPatients, drawWithSeeds } from './populations.ts';
import { Tally } from './tally.ts';

/** How often each paired test calls equal models different at 5 %, and how often its interval covers a difference of 0. */
export interface EqualModels {
  readonly rejected: Tally;
  readonly covered: Tally;
}

export function equalModels(n: number, draws: { readonly closed: number; readonly resampled: number }): EqualModels {
  const tallies = { rejected: new Tally(), covered: new Tally() };
  const note = (name: string, test: s.PairedTest) => {
    tallies.rejected.note(name, test.p !== null && test.p <= 0.05);
    if (test.low !== null) tallies.covered.covers(name, test, 0);
  };
  for (let i = 0; i < draws.closed; i++) {
    const pair = drawPair(s.random('pair', n, i), n);
    note('DeLong', s.delongTest(pair));
    const { labels } = pair;
    const right = (p: Float64Array) => Array.from(labels, (y, j) => Number(p[j]! >= 0.5) === y);
    const [rightA, rightB] = [right(pair.pa), right(pair.pb)];
    const table = s.discordance(rightA, rightB);
    note('McNemar, mid-p', s.mcnemar(table));
    note('McNemar, exact', s.mcnemar(table, { variant: 'exact' }));
    note('paired t, Brier', s.pairedMeanTest(brierDifferences(pair)));
    const patients = drawPatients(s.random('patients', n, i), n);
    const clusters = patients.patients;
    note('DeLong by patient', s.clusteredDelongTest({ ...patients, clusters }));
    const hit = (scores: number[]) => patients.labels.map((y, j) => Number(Number(scores[j]! >= 0.75) === y));
    const [hitA, hitB] = [hit(patients.a), hit(patients.b)];
    note(
      'paired t by patient, accuracy',
      s.pairedMeanTest(
        hitA.map((x, j) => x - hitB[j]!),
        { clusters },
      ),
    );
  }
  for (let i = 0; i < draws.resampled; i++) {
    const pair = drawPair(s.random('resampled pair', n, i), n);
    const { labels, a, b } = pair;
    const options = { n, seed: i, replicates: 400 };
    const aurocs = { a: m.weightedAuroc(labels, a), b: m.weightedAuroc(labels, b) };
    note('paired bootstrap, AUROC', s.pairedBootstrap(aurocs, { ...options, strata: labels }));
    const f1 = (scores: Float64Array) => m.weightedDecision(m.f1, { labels, scores, threshold: 0.5 });
    note('paired bootstrap, F1', s.pairedBootstrap({ a: f1(pair.pa), b: f1(pair.pb) }, options));
    const precision = { a: m.weightedAveragePrecision(labels, a), b: m.weightedAveragePrecision(labels, b) };
    note('paired bootstrap, average precision', s.pairedBootstrap(precision, options));
    note('sign flips, Brier', s.signFlipTest(brierDifferences(pair), { seed: i, permutations: 399 }));
    const patients = drawPatients(s.random('resampled patients', n, i), n);
    const byPatient = {
      a: m.weightedAuroc(patients.labels, patients.a),
      b: m.weightedAuroc(patients.labels, patients.b),
    };
    const drawn = { ...options, n: patients.labels.length, clusters: patients.patients };
    note('paired bootstrap by patient, AUROC', s.pairedBootstrap(byPatient, drawn));
    const trained = drawWithSeeds(s.random('seeds', n, i), n);
    const metrics = (all: Float64Array[]) => all.map((scores) => m.weightedAuroc(trained.labels, scores));
    note(
      'two-level, AUROC',
      s.twoLevelTest({ a: metrics(trained.a), b: metrics(trained.b) }, { ...options, replicates: 200 }),
    );
    if (n > 600) continue; // sorts once a permutation
    note('permutation, AUROC', s.aurocPermutationTest({ labels, a, b }, { seed: i, permutations: 199 }));
    note(
      'permutation, average precision',
      s.averagePrecisionPermutationTest({ labels, a, b }, { seed: i, permutations: 199 }),
    );
  }
  return tallies;
}

/** How often any of the ten pairs of five equal models is called different, by DeLong and Holm. */
export function familyWise(n: number, draws: number): number {
  let wrong = 0;
  for (let i = 0; i < draws; i++) {
    const rng = s.random('family', n, i);
    const { labels, a } = drawPair(rng, n);
    const models = [a, ...Array.from({ length: 4 }, () => a.map((x) => x + rng.normal(0, 0.5)))];
    models[0] = a.map((x) => x + rng.normal(0, 0.5));
    const p = models.flatMap((x, j) => models.slice(j + 1).map((y) => s.delongTest({ labels, a: x, b: y }).p!));
    if (Math.min(...s.holm(p)) <= 0.05) wrong++;
  }
  return (100 * wrong) / draws;
}

function brierDifferences({ labels, pa, pb }: { labels: Uint8Array; pa: Float64Array; pb: Float64Array }): number[] {
  return Array.from(labels, (y, i) => (pa[i]! - y) ** 2 - (pb[i]! - y) ** 2);
}
