/** Maps a value to a coordinate. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly ticks: readonly number[];
}

export interface ScaleOptions {
  /** About how many, default 5; or these. */
  readonly ticks?: number | readonly number[];
  /** Widen the domain to whole ticks. */
  readonly nice?: boolean;
}

export function linear(
  domain: readonly [number, number],
  range: readonly [number, number],
  options: ScaleOptions = {},
): Scale {
  const wanted = options.ticks ?? 5;
  let [from, to] = domain;
  if (from === to) [from, to] = [from - 0.5, to + 0.5]; // a constant still has a place in the middle
  if (options.nice && typeof wanted === 'number') {
    const step = tickStep(from, to, wanted);
    [from, to] = [round(Math.floor(from / step) * step), round(Math.ceil(to / step) * step)];
  }
  const ticks = typeof wanted === 'number' ? niceTicks(from, to, wanted) : wanted;
  const map = (value: number) => range[0] + ((value - from) / (to - from)) * (range[1] - range[0]);
  return Object.assign(map, { domain: [from, to] as const, range, ticks });
}

/** Base 10; ticks at 1, 2 and 5 times its powers. The domain lies above 0. */
export function logarithmic(domain: readonly [number, number], range: readonly [number, number]): Scale {
  if (!(domain[0] > 0 && domain[1] > 0)) throw new RangeError(`a logarithmic scale from ${domain[0]} to ${domain[1]}`);
  let [from, to] = domain;
  if (from === to) [from, to] = [from / 2, to * 2];
  const inner = linear([Math.log10(from), Math.log10(to)], range);
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
    for (const m of [1, 2, 5]) all.push(round(m * 10 ** power));
  }
  const inside = all.filter((t) => t >= from * (1 - 1e-9) && t <= to * (1 + 1e-9));
  const powers = inside.filter((t) => Number.isInteger(round(Math.log10(t))));
  const ticks = inside.length > 7 && powers.length > 1 ? powers : inside;
  return Object.assign((value: number) => inner(Math.log10(value)), { domain: [from, to] as const, range, ticks });
}

/** Multiples of 1, 2 or 5 times a power of ten within [from, to]. */
export function niceTicks(from: number, to: number, wanted = 5): number[] {
  const step = tickStep(from, to, wanted);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => round((first + i) * step));
}

/** About how many ticks the labels of a horizontal axis leave room for, up to `most`. */
export const ticksAcross = (pixels: number, most: number) => Math.min(most, Math.max(2, Math.floor(pixels / 60)));

function tickStep(from: number, to: number, wanted: number): number {
  const rough = (to - from) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/** 0.1 + 0.2 is 0.3 on an axis. */
const round = (value: number) => Number(value.toPrecision(12));
