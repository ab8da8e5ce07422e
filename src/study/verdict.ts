import { hanleyMcNeilVariance, minimumDetectableDifference } from '../stats/index.ts';
import type { ComparisonSettings, Detectable, ModelResult, PairResult, TestSet, Verdict } from './comparison.ts';

export interface Decision {
  readonly minimumDetectableDifference: number | null;
  readonly detectable: Detectable;
  readonly verdict: Verdict;
}

/** A model by what decides: higher is better. */
export interface Contestant {
  readonly name: string;
  readonly value: number | null;
}

export interface DecideOptions<Pair extends AnyPair> {
  /** What decides, as the sentence calls it: `AUROC`. */
  readonly label: string;
  readonly settings: ComparisonSettings;
  /** A standard error from sizes alone, where the test gives none, and the method. */
  readonly planned?: (pair: Pair) => { readonly standardError: number; readonly method: string } | null;
}

type AnyPair = Omit<PairResult, 'metric'>;
type Models = readonly Contestant[];

/** The verdict on AUROC (docs/decisions/140-comparison.md). */
export function decide(
  models: readonly Pick<ModelResult, 'name' | 'auroc'>[],
  pairs: readonly PairResult[],
  { test, settings }: { test: TestSet; settings: ComparisonSettings },
): Decision {
  const contestants = models.map(({ name, auroc }) => ({ name, value: auroc.value }));
  const own = pairs.filter((pair) => pair.metric === 'auroc');
  const planned = (pair: PairResult) => {
    const standardError = plannedError(pair, contestants, test);
    return standardError === null ? null : { standardError, method: 'Hanley–McNeil, correlation 0.5' };
  };
  return decideOn(contestants, own, { label: 'AUROC', settings, planned });
}

/**
 * The verdict on one metric, and the smallest difference of it that this test set could have seen. The best model wins only if its
 * Holm-adjusted p is below α against every other one; the pair spoken of is the best and its closest rival. "Equivalent" needs a
 * margin, and every pair within it.
 */
export function decideOn<Pair extends AnyPair>(
  models: Models,
  own: readonly Pair[],
  { label, settings, planned = () => null }: DecideOptions<Pair>,
): Decision {
  const best = models.reduce((top, m) => ((m.value ?? -1) > (top.value ?? -1) ? m : top));
  const rivals = own.filter((pair) => pair.a === best.name || pair.b === best.name);
  // the rival hardest to tell apart; of equally hard ones the one that comes nearest
  const closest = rivals.reduce((top, pair) => {
    const [p, topP] = [pair.pAdjusted ?? 1, top.pAdjusted ?? 1];
    if (p !== topP) return p > topP ? pair : top;
    return Math.abs(pair.difference ?? 0) < Math.abs(top.difference ?? 0) ? pair : top;
  });
  const { detectable, difference } = detectableOf(closest, own.length, { settings, planned });
  const verdict = verdictOf({ best: best.name, closest, own, rivals, models, settings, label, detectable: difference });
  return { minimumDetectableDifference: difference, detectable, verdict };
}

function detectableOf<Pair extends AnyPair>(
  pair: Pair,
  pairs: number,
  {
    settings,
    planned,
  }: { settings: ComparisonSettings; planned: (pair: Pair) => { standardError: number; method: string } | null },
) {
  const alpha = settings.alpha / pairs;
  const { power } = settings;
  const own = pair.standardError;
  const known = own === null || own === 0 ? null : { standardError: own, method: '' };
  const { standardError, method } = known ?? planned(pair) ?? { standardError: null, method: '' };
  const least = standardError === null ? null : minimumDetectableDifference({ standardError, alpha, power });
  const difference = least !== null && least < 1 ? least : null; // what is measured lies in 0 to 1, so that beyond 1 there is none
  const how = method || `standard error of the difference (${pair.test})`;
  return { difference, detectable: { a: pair.a, b: pair.b, alpha, power, method: how } };
}

/** From class sizes alone, where the test gives no standard error; Hanley & McNeil 1982, 1983. */
function plannedError(pair: PairResult, models: Models, { counts, positives }: TestSet): number | null {
  if (positives === null) return null;
  const variances = [pair.a, pair.b].map((name) => {
    const auroc = models.find((m) => m.name === name)?.value ?? 0.5;
    const kept = Math.min(Math.max(auroc, 0.5), 0.99); // at 1 the formula knows no error
    return hanleyMcNeilVariance({ auroc: kept, positives, negatives: counts[0]! });
  });
  const [a, b] = variances as [number, number];
  return Math.sqrt(a + b - Math.sqrt(a * b));
}

interface VerdictParts {
  readonly best: string;
  readonly closest: AnyPair;
  /** All pairs, and those of the best. */
  readonly own: readonly AnyPair[];
  readonly rivals: readonly AnyPair[];
  readonly models: Models;
  readonly label: string;
  readonly settings: ComparisonSettings;
  readonly detectable: number | null;
}

function verdictOf(parts: VerdictParts): Verdict {
  const { best, closest, own, rivals, models, settings, label } = parts;
  const { a, b } = closest;
  const rival = a === best ? b : a;
  const several = models.length > 2;
  const equivalent = settings.margin !== null && own.every((pair) => pair.equivalence?.shown === true);
  if (equivalent) return { decision: 'equivalent', a, b, winner: null, sentence: equivalentSentence(parts) };

  const beats = (pair: AnyPair) => pair.pAdjusted !== null && pair.pAdjusted < settings.alpha && pair.difference !== 0;
  const lead = seenFrom(best, closest, label);
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
  const { best, closest, rivals, models, settings, label, detectable } = parts;
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
      ? `${best} and ${rival} have the same ${label}`
      : `${best} leads ${several ? `${rival} ` : ''}by ${lead}, ${pText(closest, several)}`;
  return `${which}: ${seen} (${what}).${alsoWorse}`;
}

function equivalentSentence({ closest, own, models, settings, label }: VerdictParts): string {
  const widest = own.reduce((top, pair) => (pair.equivalence!.p > top.equivalence!.p ? pair : top));
  const { low, high, p } = widest.equivalence!;
  const level = Math.round(100 * (1 - 2 * settings.alpha));
  const who =
    models.length > 2 ? `All ${models.length} models are equivalent` : `${closest.a} and ${closest.b} are equivalent`;
  const whose = models.length > 2 ? `the least certain pair, ${widest.a} and ${widest.b}, differs` : 'they differ';
  const by = `by ${fixed(Math.abs(widest.difference!))} ${label} (${level} % interval ${fixed(low)} to ${fixed(high)})`;
  return `${who}: ${whose} ${by}, within the margin of ${settings.margin} stated beforehand, ${pShown('p', p)}.`;
}

/** The difference and its interval from the side of the model that leads. */
function seenFrom(best: string, { a, difference, low, high }: AnyPair, label: string): string {
  const sign = best === a ? 1 : -1;
  const ends = [low, high].map((x) => (x === null ? null : sign * x));
  const [from, to] = sign === 1 ? ends : [ends[1]!, ends[0]!];
  const interval = from === null || to === null ? 'no interval' : `${fixed(from!)} to ${fixed(to!)}`;
  return `${fixed(Math.abs(difference ?? 0))} ${label} (${interval})`;
}

const pText = (pair: AnyPair, several: boolean) => pShown(several ? 'Holm-adjusted p' : 'p', pair.pAdjusted);

/** `p = 0.012`, or `p < 0.001`. */
function pShown(name: string, p: number | null): string {
  if (p === null) return `${name} undefined`;
  return p < 0.001 ? `${name} < 0.001` : `${name} = ${p.toFixed(3)}`;
}

/** Three decimals, with a true minus sign so that ranges stay readable. */
const fixed = (x: number) => (Math.abs(x) < 0.0005 ? '0.000' : x.toFixed(3)).replace('-', '−');
