import { fixed } from '../format.ts';
import { type Html, svg } from '../html.ts';
import { px } from './path.ts';
import { linear, logarithmic, niceTicks, type Scale } from './scale.ts';

export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly ticks?: number | readonly number[];
  readonly nice?: boolean;
  readonly log?: boolean;
  /** Default: as many decimals as the ticks need. */
  readonly format?: (value: number) => string;
}

export interface FrameOptions {
  /** What a screen reader says of the picture. */
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly width?: number;
  readonly height?: number;
  readonly margin?: Partial<Margin>;
  /** Lines across at the ticks of y; default true. */
  readonly grid?: boolean;
}

export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The plotting area: scales to coordinates, and where it ends. */
export interface Area {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MARGIN: Margin = { top: 10, right: 14, bottom: 42, left: 52 };

/** An SVG with two axes; `draw` fills the area between them. */
export function frame(options: FrameOptions, draw: (area: Area) => readonly (Html | null)[]): Html {
  const { width = 460, height = 340, grid = true, title } = options;
  const margin = { ...MARGIN, ...options.margin };
  const [right, top, bottom] = [width - margin.right, margin.top, height - margin.bottom];
  const y = scaleOf(options.y, [bottom, top]);
  const label = options.y.format ?? tickFormat(y.ticks);
  const longest = Math.max(...y.ticks.map((t) => label(t).length));
  const left = margin.left + 7 * Math.max(0, longest - 4); // `0.055` needs more room than `0.5`
  const x = scaleOf(options.x, [left, right]);
  const area: Area = { x, y, left, right, top, bottom };
  return picture(title, width, height, [
    grid && y.ticks.map((t) => svg`<line class="grid" x1="${left}" x2="${right}" y1="${px(y(t))}" y2="${px(y(t))}"/>`),
    svg`<g>${draw(area)}</g>`,
    bottomAxis(area, options.x),
    leftAxis(area, options.y, left - margin.left + 40),
  ]);
}

/** The outer element of every figure: scales with the page, and has a name. */
export function picture(title: string, width: number, height: number, content: Parameters<typeof svg>[1]): Html {
  return svg`<svg viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${title}">${content}</svg>`;
}

function scaleOf(axis: Axis, range: readonly [number, number]): Scale {
  if (axis.log) return logarithmic(axis.domain, range);
  return linear(axis.domain, range, {
    ...(axis.ticks === undefined ? {} : { ticks: axis.ticks }),
    ...(axis.nice ? { nice: true } : {}),
  });
}

function bottomAxis({ x, left, right, bottom }: Area, axis: Axis): Html {
  const label = axis.format ?? tickFormat(x.ticks);
  return svg`<g class="axis"><line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${x.ticks.map(
    (t) =>
      svg`<line x1="${px(x(t))}" x2="${px(x(t))}" y1="${bottom}" y2="${bottom + 4}"/><text x="${px(x(t))}" y="${bottom + 17}" text-anchor="middle">${label(t)}</text>`,
  )}<text class="label" x="${px((left + right) / 2)}" y="${bottom + 36}" text-anchor="middle">${axis.label}</text></g>`;
}

function leftAxis({ y, left, top, bottom }: Area, axis: Axis, labelAt: number): Html {
  const label = axis.format ?? tickFormat(y.ticks);
  const middle = px((top + bottom) / 2);
  return svg`<g class="axis"><line x1="${left}" x2="${left}" y1="${top}" y2="${bottom}"/>${y.ticks.map(
    (t) =>
      svg`<line x1="${left - 4}" x2="${left}" y1="${px(y(t))}" y2="${px(y(t))}"/><text x="${left - 8}" y="${px(y(t) + 4)}" text-anchor="end">${label(t)}</text>`,
  )}<text class="label" transform="translate(${px(left - labelAt)} ${middle}) rotate(-90)" text-anchor="middle">${axis.label}</text></g>`;
}

/** All ticks of an axis with the same decimals. */
export function tickFormat(ticks: readonly number[]): (value: number) => string {
  const decimals = (t: number) => (String(t).includes('e') ? 0 : (String(t).split('.')[1]?.length ?? 0));
  const digits = Math.min(4, Math.max(0, ...ticks.map(decimals)));
  return (value) => fixed(value, digits);
}

/** A domain that holds all values with some room, within limits. */
export function around(
  values: readonly number[],
  options: { pad?: number; within?: readonly [number, number] } = {},
): [number, number] {
  const { pad = 0.06, within = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = options;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) * 0.1 || 1) * pad;
  return [Math.max(within[0], low - room), Math.min(within[1], high + room)];
}

export { niceTicks };
