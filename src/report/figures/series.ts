import { type Html, svg } from '../html.ts';
import { linePath, type Point, px, stepPath } from './path.ts';

/** Colours and dashes come in this many pairs (style.ts); further series begin again. */
export const SERIES = 8;
export const seriesClass = (index: number): string => `s${index % SERIES}`;

export const line = (points: readonly Point[], className: string): Html | null =>
  points.length > 0 ? svg`<path class="line ${className}" d="${linePath(points)}"/>` : null;

export const steps = (points: readonly Point[], className: string): Html | null =>
  points.length > 0 ? svg`<path class="line ${className}" d="${stepPath(points)}"/>` : null;

/** Marks of different shape, so that colour is never alone. */
export function mark([x, y]: Point, index: number, className = ''): Html {
  const at = { x: px(x), y: px(y) };
  const name = `mark ${seriesClass(index)} ${className}`.trimEnd();
  const r = 4;
  switch (index % 4) {
    case 0:
      return svg`<circle class="${name}" cx="${at.x}" cy="${at.y}" r="${r}"/>`;
    case 1:
      return svg`<rect class="${name}" x="${px(x - 3.6)}" y="${px(y - 3.6)}" width="7.2" height="7.2"/>`;
    case 2:
      return svg`<path class="${name}" d="M${at.x} ${px(y - 5)}L${px(x + 4.6)} ${px(y + 3.4)}H${px(x - 4.6)}Z"/>`;
    default:
      return svg`<path class="${name}" d="M${at.x} ${px(y - 5)}L${px(x + 5)} ${at.y}L${at.x} ${px(y + 5)}L${px(x - 5)} ${at.y}Z"/>`;
  }
}

/** The sample of a line that stands in a key. */
export const swatch = (index: number): Html =>
  svg`<svg class="swatch" width="34" height="12" viewBox="0 0 34 12" aria-hidden="true"><path class="line ${seriesClass(index)}" d="M1 6H33"/>${mark([17, 6], index)}</svg>`;
