import { ENDPOINT_NAMES, MASK_ENDPOINTS, type MaskComparison } from '../study/index.ts';
import { costs, pairRows, percent } from './render-comparison.ts';
import { sizeWords } from './render-masks.ts';
import { decimal, pValue, table, withInterval, wrap } from './table.ts';

/** A comparison of segmentations for the terminal: models, pairs, what could have been seen, and only then the verdict. */
export function renderMaskComparison(comparison: MaskComparison, dir: string): string {
  const { models, verdict, warnings, minimumDetectableDifference, detectable, front, primary } = comparison;
  const smallest =
    minimumDetectableDifference === null
      ? 'It cannot be said what difference this test set could have seen'
      : `This test set could have seen a difference of ${decimal(minimumDetectableDifference)} in ${MASK_ENDPOINTS[primary]}`;
  const seen = `${smallest} (power ${percent(detectable.power)}, two-sided α ${decimal(detectable.alpha, 4)}; ${detectable.method}).`;
  return [
    describe(comparison),
    '',
    table(
      [
        ['', ...models.map((m) => m.name), 'all empty', 'n'],
        ...ENDPOINT_NAMES.map((name) => {
          const first = models[0]!.endpoints[name];
          const own = models.map((m) => withInterval(m.endpoints[name]));
          return [MASK_ENDPOINTS[name], ...own, decimal(first.baseline), String(first.n)];
        }),
        ...lesions(comparison),
      ],
      [models.length + 2],
    ),
    ...spreads(comparison),
    ...costs(models),
    ...(front ? [`on the accuracy–cost front (${front.cost}): ${front.models.join(', ')}`] : []),
    '',
    ...pairRows(
      comparison.pairs.filter((pair) => pair.metric === primary),
      MASK_ENDPOINTS[primary],
    ),
    '',
    others(comparison),
    '',
    ...warnings.map((warning) => wrap(`note: ${warning}`)),
    wrap(seen),
    '',
    wrap(`Verdict (${MASK_ENDPOINTS[primary]}): ${verdict.sentence}`),
    '',
    `study ${dir}`,
    'Research use only: not a medical device.',
  ].join('\n');
}

function describe({ test, budget }: MaskComparison): string {
  const { n, groups, positives, source } = test;
  const of = groups === null ? '' : ` of ${groups} patients`;
  const terms = budget ? `; each trained for ${budget.words}, seeds ${budget.seeds.join(', ')}` : '';
  return wrap(`${source}: ${n} images${of}, ${positives} with a region${terms}`);
}

/** Lesions found, all and by size, of each class of region. */
function lesions({ models, test }: MaskComparison): string[][] {
  return test.regions.flatMap((region) => {
    const own = models.map((m) => m.regions[region]!.lesions);
    const name = test.regions.length > 1 ? `${region}: ` : '';
    const row = (what: string, pick: (l: (typeof own)[number]) => (typeof own)[number]['f1']) => {
      const estimates = own.map(pick);
      return [
        `${name}${what}`,
        ...estimates.map(withInterval),
        decimal(estimates[0]!.baseline),
        String(estimates[0]!.n),
      ];
    };
    return [
      row('lesions found', (l) => l.sensitivity),
      ...own[0]!.bySize.map((size, s) => row(`  of ${sizeWords(size)} of the image`, (l) => l.bySize[s]!.sensitivity)),
      row('lesion F1', (l) => l.f1),
    ];
  });
}

function spreads({ models, primary }: MaskComparison): string[] {
  if (models.every((m) => m.spread === undefined)) return [];
  const rows = models.map(({ name, spread, runs }) => [
    name,
    runs.map((run) => decimal(run.values[primary])).join(' '),
    decimal(spread?.seeds),
    decimal(spread?.cases),
    decimal(spread?.both),
  ]);
  const header = [MASK_ENDPOINTS[primary], 'by seed', 'SD between seeds', 'SE from cases', 'SE of both'];
  return ['', table([header, ...rows], [2, 3, 4])];
}

/** What the verdict does not go by, in one table. */
function others({ pairs, primary }: MaskComparison): string {
  const rows = ENDPOINT_NAMES.filter((name) => name !== primary).flatMap((name) =>
    pairs
      .filter((pair) => pair.metric === name)
      .map(({ a, b, difference, low, high, p, pAdjusted }, i) => [
        i === 0 ? MASK_ENDPOINTS[name] : '',
        `${a} less ${b}`,
        difference === null ? '-' : `${decimal(difference)} (${decimal(low)} to ${decimal(high)})`,
        pValue(p),
        pValue(pAdjusted),
      ]),
  );
  return table([['beside it, difference in', '', '', 'p', 'Holm'], ...rows], [3, 4]);
}
