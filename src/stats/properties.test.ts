import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as m from '../metrics/index.ts';
import * as s from './index.ts';

/**
 * Every exported metric, interval and test on whatever input there may be: one class, ties, constant scores, perfect separation, no,
 * one or two cases. A number is finite; a missing value or interval has its reason; an interval holds its value's range.
 */
const probability = fc.oneof(fc.constantFrom(0, 0.2, 0.5, 0.8, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const someCases = (maxLength: number) =>
  fc.array(fc.record({ label: fc.nat(1), a: probability, b: probability, patient: fc.nat(6), klass: fc.nat(2) }), {
    maxLength,
  });
const cases = fc.oneof(
  someCases(2),
  someCases(20),
  someCases(20).map((list) => list.map((x) => ({ ...x, label: 1 }))),
  someCases(20).map((list) => list.map((x) => ({ ...x, a: 0.3, b: 0.3 }))),
  someCases(20).map((list) => list.map((x) => ({ ...x, a: x.label, b: 1 - x.label }))),
);
type Case = { label: number; a: number; b: number; patient: number; klass: number };

const columns = (list: readonly Case[]) => ({
  n: list.length,
  labels: list.map((x) => x.label),
  a: list.map((x) => x.a),
  b: list.map((x) => x.b),
  patients: list.map((x) => x.patient),
  classes: list.map((x) => x.klass),
  rows: list.map((x) => [x.a, x.b, (x.a + x.b) / 2]),
});

/** Every number in a result is finite, whatever it is nested in. Confusion matrices and the like have no reasons to give. */
function finite(value: unknown, path = 'result'): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path} is ${value}`).toBe(true);
  else if (ArrayBuffer.isView(value)) finite(Array.from(value as Float64Array), path);
  else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) finite(v, `${path}.${k}`);
}

/** An interval: both ends or neither, in order; the reason where they, or the value, are missing. */
function interval(
  name: string,
  x: { low: number | null; high: number | null; reason?: string; value?: number | null },
) {
  finite(x, name);
  expect(x.low === null, name).toBe(x.high === null);
  if (x.low !== null) expect(x.low, name).toBeLessThanOrEqual(x.high!);
  if (x.low === null || x.value === null) expect(x.reason, `${name}: ${JSON.stringify(x)}`).toBeTruthy();
}

function pairedTest(name: string, x: s.PairedTest) {
  finite(x, name);
  expect(x.low === null, name).toBe(x.high === null);
  if (x.p === null || x.difference === null) expect(x.reason, `${name}: ${JSON.stringify(x)}`).toBeTruthy();
  else {
    expect(x.p, name).toBeGreaterThanOrEqual(0);
    expect(x.p, name).toBeLessThanOrEqual(1);
  }
}

const check = (numRuns: number, body: (c: ReturnType<typeof columns>) => void) =>
  fc.assert(
    fc.property(cases, (list) => body(columns(list))),
    { numRuns },
  );

test('no metric gives NaN or an infinity', () => {
  check(300, ({ n, labels, a, classes, rows }) => {
    const confusion = m.confusionMatrix(labels, a, 0.5);
    const decisions = { ...confusion };
    for (const of of [
      m.accuracy,
      m.sensitivity,
      m.specificity,
      m.ppv,
      m.npv,
      m.f1,
      m.youden,
      m.balancedAccuracy,
      m.mcc,
    ])
      Object.assign(decisions, { [of.name]: of(confusion) });
    finite(decisions);
    finite([m.positiveLikelihoodRatio(confusion), m.negativeLikelihoodRatio(confusion)]);
    finite(m.predictiveValuesAt(confusion, 0.1));
    finite([m.auroc(labels, a), m.averagePrecision(labels, a), m.partialAuroc(labels, a, 0.1)]);
    finite([m.brierScore(labels, a), m.brierDecomposition(labels, a), m.logLoss(labels, a)]);
    finite([m.calibrationError(labels, a), m.calibrationError(labels, a, { binning: 'equal mass' })]);
    finite([m.calibrationSlope(labels, a), m.netBenefit(labels, a, [0.1, 0.9]), m.riskCoverage(a, labels)]);
    finite([m.plattScaling(labels, a), m.isotonicCalibration(labels, a)]);
    finite(m.temperatureScaling(classes, rows));
    finite([m.multiclassAuroc(classes, rows), m.classMetrics(m.classTable(classes, classes, 3))]);
    finite(m.kappa(m.classTable(classes, classes, 3), 'quadratic'));
    for (const rule of ['youden', 'f1', { sensitivity: 0.9 }, { specificity: 0.9 }] as const) {
      const choice = m.chooseThreshold(labels, a, rule);
      finite(choice);
      if (choice.threshold === null) expect(choice.reason).toBeTruthy();
    }
    const none = new Float64Array(n);
    expect(m.weightedAuroc(labels, a)(none)).toBeNull();
    expect(m.weightedCalibrationError(labels, a)(none)).toBeNull();
    finite(m.weightedMedian(a)(none));
  });
});

test('curves of two classes are finite but for the threshold at +∞', () => {
  check(100, ({ labels, a }) => {
    const [roc, pr] = [m.rocCurve(labels, a), m.prCurve(labels, a)];
    finite([roc?.falsePositiveRate, roc?.truePositiveRate, roc?.thresholds.subarray(1)]);
    finite([pr?.precision, pr?.recall, pr?.thresholds.subarray(1)]);
  });
});

test('every interval is whole and in order, or says why it is missing', () => {
  check(120, ({ n, labels, a, patients, classes, rows }) => {
    const options = { seed: 1, replicates: 30 };
    interval('logit DeLong', s.aurocInterval(labels, a));
    interval('Wald DeLong', s.aurocInterval(labels, a, { method: 'delong' }));
    interval('DeLong by patient', s.clusteredAurocInterval({ labels, scores: a, clusters: patients }));
    const hits = labels.filter(Boolean).length;
    interval('Wilson', s.wilson(hits, n));
    interval('Clopper–Pearson', s.clopperPearson(hits, n));
    interval('Wilson by patient', s.clusteredProportion(labels, patients));
    interval('mean', s.meanInterval(a));
    interval('mean by patient', s.meanInterval(a, { clusters: patients }));
    const metrics = [m.weightedAuroc(labels, a), m.weightedAveragePrecision(labels, a), m.weightedMean(a)];
    for (const type of ['percentile', 'bca', 'logit'] as const) {
      for (const metric of metrics) {
        for (const strata of [undefined, labels]) {
          interval(type, s.bootstrapInterval(metric, { n, type, strata, ...options }));
          interval(type, s.bootstrapInterval(metric, { n, type, strata, clusters: patients, ...options }));
        }
      }
    }
    for (const clusters of [undefined, patients]) {
      interval('ECE', s.calibrationErrorInterval({ labels, probabilities: a, clusters }, options));
      const perCase = s.evaluatePerCase(a, { patients: clusters, ...options });
      interval('mean per case', perCase.mean);
      interval('median per case', perCase.median);
      for (const [name, x] of Object.entries(
        s.evaluateCalibration({ labels, probabilities: a, patients: clusters, ...options }),
      ))
        interval(name, x);
      const many = s.evaluateMulticlass({ labels: classes, scores: rows, patients: clusters, ...options });
      for (const x of [
        many.macroAuroc,
        many.microAuroc,
        many.mcc,
        many.kappa,
        ...many.aurocPerClass,
        ...many.sensitivityPerClass,
      ])
        interval('multi-class', x);
      const binary = s.evaluateBinary({ labels, scores: a, threshold: 0.5, patients: clusters, ...options });
      for (const name of [
        'auroc',
        'averagePrecision',
        'accuracy',
        'sensitivity',
        'ppv',
        'f1',
        'mcc',
        'youden',
      ] as const)
        interval(name, binary[name]);
    }
  });
});

test('every paired test has a p in 0 to 1, or says why it has none', () => {
  check(120, ({ n, labels, a, b, patients }) => {
    const options = { seed: 1, replicates: 30, permutations: 30 };
    const pair = { labels, a, b };
    pairedTest('DeLong', s.delongTest(pair));
    pairedTest('DeLong by patient', s.clusteredDelongTest({ ...pair, clusters: patients }));
    const right = (scores: number[]) => labels.map((y, i) => Number(Number(scores[i]! >= 0.5) === y));
    for (const variant of ['exact', 'mid-p'] as const)
      pairedTest(variant, s.mcnemar(s.discordance(right(a), right(b)), { variant }));
    const differences = a.map((x, i) => x - b[i]!);
    for (const clusters of [undefined, patients]) {
      pairedTest('t', s.pairedMeanTest(differences, { clusters }));
      pairedTest('sign flips', s.signFlipTest(differences, { clusters, ...options }));
      pairedTest('permutation, AUROC', s.aurocPermutationTest(pair, { clusters, ...options }));
      pairedTest('permutation, AP', s.averagePrecisionPermutationTest(pair, { clusters, ...options }));
      const metrics = { a: m.weightedAuroc(labels, a), b: m.weightedAuroc(labels, b) };
      for (const type of ['wald', 'percentile'] as const)
        pairedTest(type, s.pairedBootstrap(metrics, { n, clusters, type, ...options }));
      const two = s.twoLevelTest({ a: [metrics.a, metrics.b], b: [metrics.b, metrics.a] }, { n, clusters, ...options });
      pairedTest('two-level', two);
    }
  });
});

test('tests of many models are defined for any table of scores', () => {
  const score = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const tables = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 }))
    .chain(([sets, models]) =>
      fc.array(fc.array(score, { minLength: models, maxLength: models }), { minLength: sets, maxLength: sets }),
    );
  fc.assert(
    fc.property(tables, (table) => {
      const names = table[0]!.map((_, i) => `model ${i}`);
      finite(s.friedman(table));
      finite(s.nemenyi(table));
      finite(s.criticalDifference(table, names));
    }),
    { numRuns: 100 },
  );
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(ps, (p) => {
      for (const adjust of [s.holm, s.benjaminiHochberg]) {
        const adjusted = adjust(p);
        adjusted.forEach((x, i) => {
          expect(x).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-12));
          expect(x).toBeLessThanOrEqual(1);
        });
      }
    }),
  );
});
