import { type CompareOptions, settingsOf } from '../compare.ts';
import { decideOn } from '../verdict.ts';
import type { MaskComparison, MaskPairResult, MaskStudyCases, MaskTestSet } from './comparison.ts';
import { MASK_ENDPOINTS, type MaskEndpoint, PRIMARY, withRegion } from './endpoints.ts';
import { compareMaskPairs } from './pairs.ts';
import { type MaskedModel, scoreMaskModel } from './score.ts';

/** The test images that models segmented, before any model is looked at. */
export interface MaskedTest {
  /** The reference file or data set, for messages. */
  readonly source: string;
  /** Classes of region. */
  readonly regions: readonly string[];
  /** Column of the patients; null where they are unknown, and every image is a patient of its own. */
  readonly groupColumn: string | null;
  readonly files?: readonly string[] | undefined;
  readonly dataHash?: string | undefined;
}

/** Segmentations of the same images: the table, every pair, what could have been seen, the verdict. */
export function compareMasks(
  test: MaskedTest,
  models: readonly MaskedModel[],
  options: Omit<CompareOptions, 'prevalence'>,
): { comparison: MaskComparison; cases: MaskStudyCases } {
  if (models.length < 2) throw new Error('a comparison needs at least two models');
  checkSameImages(test, models);
  const settings = settingsOf(options);
  const described = describeMasks(test, models[0]!);
  if (described.positives === 0) {
    throw new Error(
      `${test.source}: none of its ${described.n} images has a region, so there is nothing to find; add such images`,
    );
  }
  const results = models.map((model) => scoreMaskModel(model, test.regions, settings));
  const pairs = compareMaskPairs(models, { ...settings, permutation: options.permutation === true });
  const contestants = results.map(({ name, endpoints }) => ({ name, value: endpoints[PRIMARY].value }));
  const own = pairs.filter((pair) => pair.metric === PRIMARY);
  const decision = decideOn(contestants, own, { label: 'Dice', settings });
  const { winner } = decision.verdict;
  const against = winner === null ? [] : contradictions(winner, pairs, settings.alpha);
  const comparison: MaskComparison = {
    format: 1,
    task: 'segmentation',
    fovea: options.version,
    created: new Date().toISOString(),
    kind: 'predictions',
    primary: PRIMARY,
    test: described,
    settings,
    models: results,
    pairs,
    ...decision,
    warnings: [...(options.warnings ?? []), ...smallSet(described), ...against],
  };
  return { comparison, cases: caseRecord(test, models) };
}

/** Where models were not measured on the same images against the same masks, nothing can be compared. */
function checkSameImages(test: MaskedTest, models: readonly MaskedModel[]): void {
  const first = models[0]!.runs[0]!;
  for (const run of models.flatMap((model) => model.runs)) {
    const same = run.cases.every((own, r) => {
      const others = first.cases[r] ?? [];
      return (
        own.length === others.length &&
        own.every(({ imagePath, counts }, i) => {
          return imagePath === others[i]!.imagePath && counts.reference === others[i]!.counts.reference;
        })
      );
    });
    if (same && run.cases.length === test.regions.length) continue;
    throw new Error(
      `${run.source}: was not measured on the same images and masks as ${first.source}; measure both again`,
    );
  }
}

export function describeMasks(
  { source, regions, groupColumn, dataHash }: MaskedTest,
  { runs }: MaskedModel,
): MaskTestSet {
  const { cases } = runs[0]!;
  const [images] = cases;
  return {
    ...{ source, n: images!.length, regions, groupColumn },
    positives: withRegion(cases).filter(Boolean).length,
    groups: groupColumn === null ? null : new Set(images!.map((c) => c.patient)).size,
    ...(dataHash ? { dataHash } : {}),
  };
}

function smallSet({ n, positives }: MaskTestSet): string[] {
  const few = (count: number, what: string) =>
    count > 0 && count < 10 ? [`only ${count} images ${what}: intervals and p values are rough`] : [];
  const negatives = n - positives;
  const none = negatives === 0 ? ['every image has a region: nothing can be said of false alarms on others'] : [];
  return [...few(positives, 'with a region'), ...few(negatives, 'without a region'), ...none];
}

/** Endpoints by which a rival is better than the winner: Dice where there is a region does not see them. */
function contradictions(winner: string, pairs: readonly MaskPairResult[], alpha: number): string[] {
  const seen: readonly MaskEndpoint[] = ['leftEmpty', 'auroc', 'pooledDice'];
  return pairs.flatMap(({ a, b, metric, difference, pAdjusted }) => {
    if (!seen.includes(metric) || (a !== winner && b !== winner)) return [];
    const lead = (difference ?? 0) * (a === winner ? 1 : -1);
    if (lead >= 0 || pAdjusted === null || pAdjusted >= alpha) return [];
    const rival = a === winner ? b : a;
    return [
      `${rival} is better than ${winner} by another measure, ${MASK_ENDPOINTS[metric]}: by ${Math.abs(difference!).toFixed(3)}, Holm-adjusted p ${pAdjusted < 0.001 ? '< 0.001' : `= ${pAdjusted.toFixed(3)}`}`,
    ];
  });
}

function caseRecord({ files }: MaskedTest, models: readonly MaskedModel[]): MaskStudyCases {
  return {
    format: 1,
    task: 'segmentation',
    imagePaths: models[0]!.runs[0]!.cases[0]!.map((c) => c.imagePath),
    files: files ?? null,
    models: models.map(({ name, runs }) => ({ name, runs: runs.map(({ seed, cases }) => ({ seed, cases })) })),
  };
}
