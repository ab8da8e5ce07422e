import { hanleyMcNeilVariance, minimumDetectableDifference } from '../stats/index.ts';
import type { ComparisonSettings, Detectable, ModelResult, PairResult, TestSet, Verdict } from './comparison.ts';

export interface Decision {
  readonly minimumDetectableDifference: number | null;
  readonly detectable: Detectable;
  readonly verdict: Verdict;
}

type Models = readonly Pick<ModelResult, 'name' | 'auroc'>[];

/**
 * The verdict on AUROC, and the smallest difference that this test set could have seen (docs/decisions/140-comparison.md). The best
 * model wins only if its Holm-adjusted p is below α against every other one; the pair spoken of is the best and its closest
 * rival. "Equivalent" needs a margin, and every pair within it.
 */
export function decide(
  models: Models,
  pairs: readonly PairResult[],
  { test, settings }: { test: TestSet; settings: ComparisonSettings },
): Decision {
  const own = pairs.filter((pair) => pair.metric === 'auroc');
  const best = models.reduce((top, m) => ((m.auroc.value ?? -1) > (top.auroc.value ?? -1) ? m : top));
  const rivals = own.filter((pair) => pair.a === best.name || pair.b === best.name);
  // the rival hardest to tell apart; of equally hard ones the one that comes nearest
  const closest = rivals.reduce((top, pair) => {
    const [p, topP] = [pair.pAdjusted ?? 1, top.pAdjusted ?? 1];
    if (p !== topP) return p > topP ? pair : top;
    return Math.abs(pair.difference ?? 0) < Math.abs(top.difference ?? 0) ? pair : top;
  });
  const { detectable, difference } = detectableOf(closest, own.length, models, { test, settings });
  const verdict = verdictOf({ best: best.name, closest, own, rivals, models, settings, detectable: difference });
  return { minimumDetectableDifference: difference, detectable, verdict };
}

function detectableOf(
  pair: PairResult,
  pairs: number,
  models: Models,
  { test, settings }: { test: TestSet; settings: ComparisonSettings },
) {
  const alpha = settings.alpha / pairs;
  const { power } = settings;
  const own = pair.standardError;
  const planned = own === null || own === 0 ? plannedError(pair, models, test) : null;
  const standardError = own === null || own === 0 ? planned : own;
  const method =
    planned === null ? `standard error of the difference (${pair.test})` : 'Hanley–McNeil, correlation 0.5';
  const difference = standardError === null ? null : minimumDetectableDifference({ standardError, alpha, power });
  return { difference, detectable: { a: pair.a, b: pair.b, alpha, power, method } };
}

/** From class sizes alone, where the test gives no standard error; Hanley & McNeil 1982, 1983. */
function plannedError(pair: PairResult, models: Models, { counts, positives }: TestSet): number | null {
  if (positives === null) return null;
  const variances = [pair.a, pair.b].map((name) => {
    const auroc = models.find((m) => m.name === name)?.auroc.value ?? 0.5;
    const kept = Math.min(Math.max(auroc, 0.5), 0.99); // at 1 the formula knows no error
    return hanleyMcNeilVariance({ auroc: kept, positives, negatives: counts[0]! });
  });
  const [a, b] = variances as [number, number];
  return Math.sqrt(a + b - Math.sqrt(a * b));
}

interface VerdictParts {
  readonly best: string;
  readonly closest: PairResult;
  /** All pairs, and those of the best. */
  readonly own: readonly PairResult[];
  readonly rivals: readonly PairResult[];
  readonly models: Models;
  readonly settings: ComparisonSettings;
  readonly detectable: number | null;
}

function verdictOf(parts: VerdictParts): Verdict {
  const { best, closest, own, rivals, models, settings } = parts;
  const { a, b } = closest;
  const rival = a === best ? b : a;
  const several = models.length > 2;
  const equivalent = settings.margin !== null && own.every((pair) => pair.equivalence?.shown === true);
  if (equivalent) return { decision: 'equivalent', a, b, winner: null, sentence: equivalentSentence(parts) };

  const beats = (pair: PairResult) =>
    pair.pAdjusted !== null && pair.pAdjusted < settings.alpha && pair.difference !== 0;
  const lead = seenFrom(best, closest);
  if (rivals.every(beats)) {
    const whom = several
      ? `is better than each of the ${models.length - 1} others; than ${rival}, the closest, `
      : 'is better ';
    const sentence = `${best} ${whom}by ${lead}, ${pText(closest, several)}.`;
    return { decision: best === a ? 'a' : 'b', a, b, winner: best, sentence };
  }
  return { decision: 'cannot tell', a, b, winner: null, sentence: cannotTell(parts, { lead, rival }) };
}

function cannotTell(parts: VerdictParts, { lead, rival }: { lead: string; rival: string }): string {
  const { best, closest, rivals, models, settings, detectable } = parts;
  const several = models.length > 2;
  const seen =
    detectable === null
      ? 'it is too small to say what it could have seen'
      : `the smallest difference it could have seen is ${fixed(detectable)}`;
  const worse = rivals
    .filter((pair) => pair.pAdjusted !== null && pair.pAdjusted < settings.alpha)
    .map((pair) => (pair.a === best ? pair.b : pair.a));
  const alsoWorse =
    worse.length === 0 ? '' : ` ${worse.join(' and ')} ${worse.length > 1 ? 'are' : 'is'} worse than ${best}.`;
  const which = several
    ? `This test set cannot tell which of the ${models.length} is best`
    : 'This test set cannot tell';
  const what =
    closest.difference === 0
      ? `${best} and ${rival} have the same AUROC`
      : `${best} leads ${several ? `${rival} ` : ''}by ${lead}, ${pText(closest, several)}`;
  return `${which}: ${seen} (${what}).${alsoWorse}`;
}

function equivalentSentence({ closest, own, models, settings }: VerdictParts): string {
  const widest = own.reduce((top, pair) => (pair.equivalence!.p > top.equivalence!.p ? pair : top));
  const { low, high, p } = widest.equivalence!;
  const level = Math.round(100 * (1 - 2 * settings.alpha));
  const who =
    models.length > 2 ? `All ${models.length} models are equivalent` : `${closest.a} and ${closest.b} are equivalent`;
  const whose = models.length > 2 ? `the least certain pair, ${widest.a} and ${widest.b}, differs` : 'they differ';
  const by = `by ${fixed(Math.abs(widest.difference!))} AUROC (${level} % interval ${fixed(low)} to ${fixed(high)})`;
  return `${who}: ${whose} ${by}, within the margin of ${settings.margin} stated beforehand, ${pShown('p', p)}.`;
}

/** The difference and its interval from the side of the model that leads. */
function seenFrom(best: string, { a, difference, low, high }: PairResult): string {
  const sign = best === a ? 1 : -1;
  const ends = [low, high].map((x) => (x === null ? null : sign * x));
  const [from, to] = sign === 1 ? ends : [ends[1]!, ends[0]!];
  const interval = from === null || to === null ? 'no interval' : `${fixed(from!)} to ${fixed(to!)}`;
  return `${fixed(Math.abs(difference ?? 0))} AUROC (${interval})`;
}

const pText = (pair: PairResult, several: boolean) => pShown(several ? 'Holm-adjusted p' : 'p', pair.pAdjusted);

/** `p = 0.012`, or `p < 0.001`. */
function pShown(name: string, p: number | null): string {
  if (p === null) return `${name} undefined`;
  return p < 0.001 ? `${name} < 0.001` : `${name} = ${p.toFixed(3)}`;
}

/** Three decimals, with a true minus sign so that ranges stay readable. */
const fixed = (x: number) => (Math.abs(x) < 0.0005 ? '0.000' : x.toFixed(3)).replace('-', '−');
