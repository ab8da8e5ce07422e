import { CORRUPTION_NAMES } from '../../image/index.ts';
import { quantile, random, resample } from '../../stats/index.ts';
import type { LabelledCases } from '../label-file.ts';
import { clustersOf, type ScoreOptions } from '../score.ts';
import { metricsOf, type PerturbedModel, severitiesOf } from './measure.ts';
import { aurocOf, meanOf } from './metrics.ts';
import type { RankingResult } from './result.ts';

/** Kendall's τ-b (Kendall 1945) of two short lists; null where one of them has no order. */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  let [sum, inA, inB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      sum += x * y;
      inA += x * x;
      inB += y * y;
    }
  return inA === 0 || inB === 0 ? null : sum / Math.sqrt(inA * inB);
}

/**
 * Does the order of the models by AUROC survive corruption? The interval of τ is a percentile bootstrap in which both the cases
 * (patients whole) and the corruptions are drawn again: a ranking that other cases would turn over counts as unknown.
 */
export function rankingOf(
  cases: LabelledCases,
  models: readonly PerturbedModel[],
  { seed, replicates, confidence }: ScoreOptions,
): RankingResult {
  const metrics = models.map((model) => metricsOf(cases, model, aurocOf));
  const at = (weights: ArrayLike<number>) => ({
    clean: metrics.map((m) => m.get('clean')!(weights)),
    // [corruptions][models]
    under: CORRUPTION_NAMES.map((name) =>
      metrics.map((m) => meanOf(severitiesOf(name).map((key) => m.get(key)!(weights)))),
    ),
  });
  const n = cases.labels.length;
  const whole = at(new Float64Array(n).fill(1));
  const value = tauOver(whole, [...CORRUPTION_NAMES.keys()]);
  const replicatesOfTau: number[] = [];
  resample({ n, clusters: clustersOf(cases), seed, replicates }, (weights, r) => {
    const rng = random(seed, 'corruptions', r);
    const tau = tauOver(
      at(weights),
      CORRUPTION_NAMES.map(() => rng.int(CORRUPTION_NAMES.length)),
    );
    if (tau !== null) replicatesOfTau.push(tau);
  });
  const sorted = Float64Array.from(replicatesOfTau).sort();
  const tail = (1 - confidence) / 2;
  const [low, high] = sorted.length === 0 ? [null, null] : [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  const decision =
    value === null || low === null ? 'cannot tell' : low > 0 ? 'survives' : high! < 0 ? 'changes' : 'cannot tell';
  const method = `percentile bootstrap over ${clustersOf(cases) ? 'patients' : 'cases'} and corruptions (${replicates})`;
  return {
    tau: { value, low, high, method, n, baseline: 0 },
    byCorruption: CORRUPTION_NAMES.map((name, c) => ({ name, tau: tauOver(whole, [c]) })),
    decision,
    sentence: sentenceOf(decision, { value, low, high }),
  };
}

type Aurocs = { clean: readonly (number | null)[]; under: readonly (readonly (number | null)[])[] };

function tauOver({ clean, under }: Aurocs, corruptions: readonly number[]): number | null {
  const means = clean.map((_, m) => meanOf(corruptions.map((c) => under[c]![m]!)));
  if (clean.includes(null) || means.includes(null)) return null;
  return kendallTau(clean as number[], means as number[]);
}

function sentenceOf(
  decision: RankingResult['decision'],
  { value, low, high }: { value: number | null; low: number | null; high: number | null },
): string {
  if (value === null || low === null)
    return 'Whether the ranking of the models survives corruption cannot be told: it is not defined on these cases.';
  const figures = `Kendall’s τ ${value.toFixed(2)} (${low.toFixed(2)} to ${high!.toFixed(2)})`.replaceAll('-', '−');
  if (decision === 'survives') return `The ranking of the models by AUROC survives corruption: ${figures}.`;
  if (decision === 'changes') return `The ranking of the models by AUROC turns over under corruption: ${figures}.`;
  return `These cases cannot tell whether the ranking of the models survives corruption: ${figures}.`;
}
