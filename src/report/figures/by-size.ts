import type { Estimate } from '../../stats/index.ts';
import { type Html, svg } from '../html.ts';
import { frame } from './frame.ts';
import { type Point, px } from './path.ts';
import { mark, seriesClass } from './series.ts';

export interface SizeScatter {
  readonly index: number;
  /** Share of the image, and Dice. */
  readonly points: readonly Point[];
}

/** Dice of every image over the area of its region, with the ends of the size strata. */
export function diceBySize(
  series: readonly SizeScatter[],
  { title, ends }: { title: string; ends: readonly number[] },
): Html {
  const areas = series.flatMap((s) => s.points.map(([area]) => area));
  const domain = [Math.min(...areas, ends[0]!) / 1.4, Math.min(1, Math.max(...areas, ends.at(-1)!) * 1.4)] as const;
  return frame(
    {
      title,
      x: { label: 'Area of the region, % of the image (log scale)', domain, log: true, format: percent },
      y: { label: 'Dice', domain: [0, 1] },
    },
    ({ x, y, top, bottom }) => [
      ...ends.map(
        (end) => svg`<line class="line reference" x1="${px(x(end))}" x2="${px(x(end))}" y1="${top}" y2="${bottom}"/>`,
      ),
      ...series.flatMap((s) => s.points.map(([area, dice]) => mark([x(area), y(dice)], s.index, 'light'))),
    ],
  );
}

const percent = (share: number) => String(Number((100 * share).toPrecision(2)));

export interface SizeGroups {
  readonly index: number;
  /** One for each stratum. */
  readonly estimates: readonly Estimate[];
}

/** Lesions found by size, each model beside the others. */
export function foundBySize(
  series: readonly SizeGroups[],
  { title, names }: { title: string; names: readonly string[] },
): Html {
  const centres = names.map((_, i) => i + 0.5);
  return frame(
    {
      title,
      x: {
        label: 'Area of the lesion, share of the image',
        domain: [0, names.length],
        ticks: centres,
        format: (at) => names[Math.floor(at)]!,
      },
      y: { label: 'Lesions found', domain: [0, 1] },
    },
    ({ x, y }) =>
      series.flatMap(({ index, estimates }, s) => {
        const shift = (s - (series.length - 1) / 2) * 11;
        return estimates.flatMap(({ value, low, high }, i) => {
          if (value === null) return [];
          const at = x(centres[i]!) + shift;
          return [
            low === null || high === null
              ? null
              : svg`<line class="whisker ${seriesClass(index)}" x1="${px(at)}" x2="${px(at)}" y1="${px(y(low))}" y2="${px(y(high))}"/>`,
            mark([at, y(value)], index),
          ];
        });
      }),
  );
}
