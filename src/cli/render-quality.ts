import type { ExplanationQuality } from '../explain/index.ts';
import type { Estimate } from '../stats/index.ts';
import { decimal, table, wrap } from './table.ts';

/** How far maps are to be believed, for the terminal. */
export function renderQuality(quality: ExplanationQuality): string {
  const { deletion, insertion, deletionGain, insertionGain, randomisedLikeness, pointingGame } = quality;
  const shown: [string, Estimate][] = [
    ['deletion (low is good)', deletion],
    ['insertion (high is good)', insertion],
    ['deletion, below chance', deletionGain],
    ['insertion, above chance', insertionGain],
    ['likeness to random weights', randomisedLikeness],
    ...(pointingGame ? [['pointing game', pointingGame] as [string, Estimate]] : []),
  ];
  const rows = shown.map(([name, { value, low, high, n, baseline }]) => [
    name,
    decimal(value),
    low === null || high === null ? '-' : `${decimal(low)} to ${decimal(high)}`,
    String(n),
    decimal(baseline),
  ]);
  const chance = pointingGame ? '; of the pointing game, a random pixel' : '';
  return [
    table([['', 'value', '95 % interval', 'n', 'baseline'], ...rows], [1, 3, 4]),
    '',
    wrap(`baseline: a random order of the pixels, or no likeness${chance}`),
    wrap(`intervals: ${[...new Set(shown.map(([, { method }]) => method))].join('; ')}`),
    ...shown.flatMap(([name, { reason }]) => (reason ? [wrap(`${name}: ${reason}`)] : [])),
  ].join('\n');
}
