import { delongTest, evaluateBinary, holm, minimumDetectableDifference, random } from '../stats/index.ts';
import type { Comparison, ModelResult, PairResult, StudyCases } from '../study/index.ts';

export interface StudyOptions {
  readonly n?: number;
  readonly seeds?: number;
  readonly files?: readonly string[];
  /** How far apart each model's scores lie between the classes, in standard deviations. */
  readonly models?: Readonly<Record<string, number>>;
}

const COSTS = [
  [7_978_000, 2.87],
  [23_508_000, 4.11],
  [22_050_000, 4.25],
  [5_717_000, 1.08],
  [391_000, 0.11],
] as const;

/** A comparison whose scores are drawn by a seed, and whose numbers are computed from them: input for tests of the report. */
export function seededStudy(options: StudyOptions = {}): { comparison: Comparison; cases: StudyCases } {
  const { n = 420, seeds = 1, files = null } = options;
  const strengths = options.models ?? {
    densenet121: 1.75,
    resnet50: 1.6,
    vit_small: 1.35,
    vit_tiny: 1.05,
    small_cnn: 0.9,
  };
  const names = Object.keys(strengths);
  const draw = random(1, 'study');
  const labels = Array.from({ length: n }, () => (draw.next() < 0.32 ? 1 : 0));
  const latent = labels.map((l) => l + 0.45 * draw.normal());
  const probabilities = names.map((name, m) =>
    Array.from({ length: seeds }, (_, s) => {
      const own = random(1, name, s);
      return latent.map(
        (z) => 1 / (1 + Math.exp(-(strengths[name]! * 1.5 * (z - 0.55) + (0.9 + 0.08 * m) * own.normal()))),
      );
    }),
  );
  const patients = labels.map((_, i) => `P${Math.floor(i / 1.5)}`);
  const models = names.map((name, m): ModelResult => {
    const each = probabilities[m]!.map((scores) =>
      evaluateBinary({ labels, scores, threshold: 0.42, replicates: 200 }),
    );
    const [parameters, gmacs] = COSTS[m % COSTS.length]!;
    const { confusion, threshold: _, n: __, positives: ___, prevalence: ____, trivial: _____, ...metrics } = each[0]!;
    const value = each.reduce((sum, e) => sum + e.auroc.value!, 0) / seeds;
    return {
      ...metrics,
      auroc: { ...metrics.auroc, value },
      name,
      threshold: seeds === 1 ? { value: 0.42, rule: 'youden', chosenOn: 'validation' } : null,
      confusion,
      runs: each.map((e, seed) => ({
        source: `runs/${name}-${seed}`,
        seed,
        threshold: { value: 0.42, rule: 'youden', chosenOn: 'validation' },
        auroc: e.auroc.value,
        accuracy: e.accuracy.value,
      })),
      ...(seeds > 1 ? { spread: { seeds: 0.0081, cases: 0.0174, both: 0.0192 } } : {}),
      cost: {
        parameters,
        gmacs,
        trainSeconds: 240 + 190 * m,
        imagesPerSecond: 61 - 9 * m,
        peakMemory: 1.4e9 + 2e8 * m,
        epochs: 12,
      },
    };
  });
  const pairs = pairsOf(
    names,
    labels,
    probabilities.map((runs) => runs[0]!),
  );
  const decided = pairs[0]!;
  const smallest = minimumDetectableDifference({
    standardError: decided.standardError!,
    alpha: 0.05 / pairs.length,
    power: 0.8,
  });
  const positives = labels.filter((l) => l === 1).length;
  const [a, b] = [decided.a, decided.b];
  const comparison: Comparison = {
    format: 1,
    fovea: '0.1.0',
    created: '2026-01-02T03:04:05.000Z',
    kind: 'predictions',
    test: {
      ...{ source: 'labels.csv', n, classes: ['no finding', 'pneumothorax'], counts: [n - positives, positives] },
      ...{ positives, prevalence: positives / n, groupColumn: 'patient_id', groups: new Set(patients).size },
    },
    settings: { confidence: 0.95, alpha: 0.05, power: 0.8, replicates: 200, seed: 0, margin: null },
    models,
    pairs,
    minimumDetectableDifference: smallest,
    detectable: { a, b, alpha: 0.05 / pairs.length, power: 0.8, method: 'DeLong standard error of this pair' },
    verdict: {
      decision: 'cannot tell',
      ...{ a, b, winner: null },
      sentence: `This test set cannot tell ${a} from ${b}: the smallest difference it could have seen is ${smallest.toFixed(3)} AUROC.`,
    },
    front: { cost: 'gmacs', models: names.filter((_, m) => m === 4 || m === 3 || m === 0) },
    learningCurves: names.slice(0, 2).map((name, m) => ({
      name,
      points: [0.1, 0.3, 1].map((fraction) => {
        const value = models[m]!.auroc.value! - 0.05 * Math.log10(1 / fraction);
        const auroc = {
          value,
          low: value - 0.03,
          high: value + 0.025,
          method: 'two-level bootstrap',
          n,
          baseline: 0.5,
        };
        return { fraction, images: Math.round(1800 * fraction), auroc };
      }),
    })),
    warnings: [],
  };
  const sex = random(1, 'sex');
  const cases: StudyCases = {
    format: 1,
    classes: comparison.test.classes,
    imagePaths: labels.map((_, i) => `images/${String(i).padStart(4, '0')}.png`),
    files,
    labels,
    groups: patients,
    attributes: {
      sex: labels.map(() => (sex.next() < 0.5 ? 'F' : 'M')),
      age: labels.map(() => String(20 + sex.int(70))),
      view: labels.map(() => (sex.next() < 0.9 ? 'PA' : 'AP')),
    },
    models: names.map((name, m) => ({
      name,
      runs: probabilities[m]!.map((own, seed) => ({ seed, threshold: 0.42, probabilities: own })),
    })),
  };
  return { comparison, cases };
}

function pairsOf(
  names: readonly string[],
  labels: readonly number[],
  scores: readonly (readonly number[])[],
): PairResult[] {
  const raw = names.flatMap((a, i) =>
    names.slice(i + 1).map((b, j) => ({ a, b, ...delongTest({ labels, a: scores[i]!, b: scores[i + 1 + j]! }) })),
  );
  const adjusted = holm(raw.map((p) => p.p ?? 1));
  return raw.map(({ a, b, difference, low, high, standardError, test, p }, i) => ({
    ...({ a, b, metric: 'auroc', difference, low, high, standardError, test, p, pAdjusted: adjusted[i]! } as const),
  }));
}
