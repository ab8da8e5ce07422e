import { fixed } from '../format.ts';
import { type Html, svg } from '../html.ts';
import { around, picture, tickFormat } from './frame.ts';
import { px } from './path.ts';
import { linear, ticksAcross } from './scale.ts';
import { mark } from './series.ts';

export interface CliquesOptions {
  readonly title: string;
  readonly label: string;
  /** Best first. */
  readonly models: readonly { readonly name: string; readonly position: number; readonly index: number }[];
  /** Bars that join models not shown to differ, as first and last position in `models`. */
  readonly cliques: readonly (readonly [first: number, last: number])[];
  /** A length drawn above the axis: mean ranks further apart differ. */
  readonly criticalDifference?: { readonly length: number; readonly label: string } | null;
  /** Whether smaller is better, as of ranks; the best stands on the right all the same. */
  readonly reversed?: boolean;
  readonly digits?: number;
}

const WIDTH = 944;
const ROW = 21;

/** A critical-difference diagram (Demšar 2006): models on one line, and bars over those that the data cannot tell apart. */
export function cliquesFigure(options: CliquesOptions): Html {
  const { models, cliques, digits = 3, criticalDifference = null, reversed = false } = options;
  const positions = models.map((m) => m.position);
  const [low, high] = around(
    [...positions, ...(criticalDifference ? [Math.min(...positions) + criticalDifference.length] : [])],
    { pad: 0.08 },
  );
  const side = 24 + 7.2 * Math.max(...models.map((m) => m.name.length + 6));
  const [left, right] = [side, WIDTH - side];
  const x = linear([low, high], reversed ? [right, left] : [left, right], { ticks: ticksAcross(right - left, 8) });
  const format = tickFormat(x.ticks);
  const axisY = 34 + (criticalDifference ? 26 : 0);
  const bars = axisY + 14;
  const names = bars + cliques.length * 9 + 12;
  // Names hang on both sides, the better half on the right: lines never cross.
  const half = Math.ceil(models.length / 2);
  const rowOf = (i: number) => (i < half ? i : models.length - 1 - i);
  const height = names + half * ROW + 6;
  return picture(options.title, WIDTH, height, [
    svg`<g class="axis"><line x1="${left}" x2="${right}" y1="${axisY}" y2="${axisY}"/>${x.ticks.map(
      (t) =>
        svg`<line x1="${px(x(t))}" x2="${px(x(t))}" y1="${axisY}" y2="${axisY - 5}"/><text x="${px(x(t))}" y="${axisY - 9}" text-anchor="middle">${format(t)}</text>`,
    )}<text class="label" x="${px((left + right) / 2)}" y="${axisY - 25}" text-anchor="middle">${options.label}</text></g>`,
    criticalDifference && critical(criticalDifference, x, axisY),
    cliques.map(([first, last], i) => {
      const y = bars + i * 9;
      const ends = [x(models[first]!.position), x(models[last]!.position)];
      return svg`<line class="clique" x1="${px(Math.min(...ends) - 5)}" x2="${px(Math.max(...ends) + 5)}" y1="${y}" y2="${y}"/>`;
    }),
    models.map((m, i) => {
      const at = x(m.position);
      const y = names + rowOf(i) * ROW + 8;
      const better = i < half;
      const edge = better ? right + 8 : left - 8;
      return svg`<path class="hang" d="M${px(at)} ${axisY}V${px(y)}H${px(edge)}"/>${mark([at, axisY], m.index)}<text class="row-label" x="${px(edge + (better ? 6 : -6))}" y="${px(y + 4)}" text-anchor="${better ? 'start' : 'end'}">${m.name} ${fixed(m.position, digits)}</text>`;
    }),
  ]);
}

function critical(of: { length: number; label: string }, x: (v: number) => number, axisY: number): Html {
  const from = 12;
  const length = Math.abs(x(of.length) - x(0));
  const y = axisY - 44;
  return svg`<g class="axis"><line x1="${from}" x2="${px(from + length)}" y1="${y}" y2="${y}"/><line x1="${from}" x2="${from}" y1="${y - 4}" y2="${y + 4}"/><line x1="${px(from + length)}" x2="${px(from + length)}" y1="${y - 4}" y2="${y + 4}"/><text x="${px(from + length + 8)}" y="${y + 4}">${of.label}</text></g>`;
}

/** The widest runs of models, best first, of which no two are shown to differ. */
export function cliquesOf(count: number, differ: (a: number, b: number) => boolean): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let first = 0; first < count; first++) {
    let last = first;
    const tied = (next: number) => {
      for (let i = first; i < next; i++) if (differ(i, next)) return false;
      return true;
    };
    while (last + 1 < count && tied(last + 1)) last++;
    if (last > first && (found.at(-1)?.[1] ?? -1) < last) found.push([first, last]);
  }
  return found;
}
