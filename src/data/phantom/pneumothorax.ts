import { components } from '../../metrics/index.ts';
import { type Random, random } from '../../stats/random.ts';
import { type Canvas, smoothstep } from './canvas.ts';
import type { Side } from './patient.ts';
import { LUNG_DENSITY, sideOf, type Thorax } from './thorax.ts';

/** Parts of a mask smaller than this share of it are not drawn. */
const SPECK = 0.02;

export interface Pneumothorax {
  side: Side;
  /** Width of the air at its widest, cm, and how far down from the apex it reaches. */
  gap: number;
  reach: number;
  /** Share of the ray through the crescent that is free air rather than lung before or behind it. */
  purity: number;
  waviness: number;
  phase: number;
}

/**
 * A pneumothorax of an upright patient: the lung is drawn inwards and down, air lies around its apex and outer side. `fraction` is
 * the share of that lung's area on the film; the width of the gap is found by bisection.
 */
export function drawPneumothorax(
  seed: number | string,
  patient: number,
  image: number,
  thorax: Thorax,
  fraction: readonly [number, number],
): Pneumothorax {
  const shared = random(seed, 'phantom pneumothorax side', patient); // follow-up films show the same side
  const r: Random = random(seed, 'phantom pneumothorax', patient, image);
  const side: Side = shared.next() < 0.5 ? 'right' : 'left';
  const wanted = r.uniform(...fraction);
  const found = {
    side,
    gap: 0,
    reach: r.uniform(0.6, 1),
    purity: r.uniform(0.62, 0.95),
    waviness: r.uniform(0.02, 0.09),
    phase: r.uniform(0, 6),
  };
  let [low, high] = [0.1, 10];
  for (let k = 0; k < 9; k++) {
    found.gap = (low + high) / 2;
    if (areaFraction(found, thorax) < wanted) low = found.gap;
    else high = found.gap;
  }
  return found;
}

/** How far a point lies inside the collapsed lung, cm: the chest's own outline, moved in and down by the gap. */
function insideLung(p: Pneumothorax, thorax: Thorax, x: number, y: number): number {
  const apex = thorax.apexOf(p.side);
  const length = (thorax.domeOf(p.side) - apex + 3) * p.reach;
  const t = Math.max(0, (y - apex) / length);
  const taper = 1 - smoothstep(0.15, 1, t);
  const wave = 1 + p.waviness * Math.sin(y * 0.9 + p.phase);
  const sign = p.side === 'right' ? -1 : 1;
  // Above, the lung keeps to the mediastinum: the gap narrows towards the middle.
  const medial = smoothstep(0.8, 4.5, Math.abs(x));
  const inward = p.gap * taper * wave * (0.35 + 0.65 * medial);
  const down = 0.85 * p.gap * taper * (0.4 + 0.6 * medial);
  return thorax.inside(sign * (Math.abs(x) + inward), y - down);
}

function areaFraction(p: Pneumothorax, thorax: Thorax): number {
  const sign = p.side === 'right' ? -1 : 1;
  let air = 0;
  let all = 0;
  for (let y = thorax.apexOf(p.side); y < 14; y += 0.4)
    for (let a = 2.5; a < 15; a += 0.4) {
      const x = sign * a;
      if (thorax.inside(x, y) <= 0 || y > thorax.diaphragm(x)) continue;
      all++;
      if (insideLung(p, thorax, x, y) <= 0) air++;
    }
  return air / all;
}

/**
 * Empties the crescent, draws the visceral pleura along its inner edge, and condenses the lung a little. `aerated` (1 where lung is)
 * loses the crescent, so vessels end at the pleura. `filled` is the heart's share of each ray. Returns the mask.
 */
export function addPneumothorax(
  canvas: Canvas,
  p: Pneumothorax,
  thorax: Thorax,
  lung: Float32Array,
  filled: Float32Array,
  aerated: Float32Array,
): Uint8Array {
  const { x: xs, y: ys, soft, scale } = canvas;
  const mask = new Uint8Array(soft.length);
  const line = Math.max(0.085, 0.55 / scale); // the pleura, cm: a hairline, never thinner than the film can show
  const collapse = 0.05 + 0.04 * p.gap;
  for (let i = 0; i < soft.length; i++) {
    const [x, y] = [xs[i]!, ys[i]!];
    if (sideOf(x) !== p.side || lung[i] === 0) continue;
    const air = lung[i]! - filled[i]!;
    if (air <= 0) continue;
    const distance = insideLung(p, thorax, x, y);
    const out = smoothstep(0.5 / scale, -0.5 / scale, distance);
    const wall = thorax.inside(x, y);
    soft[i]! -= out * air * LUNG_DENSITY * p.purity;
    soft[i]! += (1 - out) * air * LUNG_DENSITY * collapse;
    aerated[i]! *= 1 - out * (0.75 + 0.25 * p.purity);
    const off = wall - Math.max(0, distance); // how far the pleura has left the wall here
    const visible = smoothstep(0.15, 0.6, off) * (y < thorax.diaphragm(x) ? 1 : 0);
    soft[i]! += visible * 0.85 * Math.min(1, 0.1 * scale + 0.35) * Math.exp(-((distance / line) ** 2));
    if (distance <= 0 && air > 0.35 * lung[i]! && y < thorax.diaphragm(x)) mask[i] = 255;
  }
  return withoutSpecks(mask);
}

/** Where the crescent thins out along ribs and diaphragm, single pixels come loose; no reader would mark them as regions of their own. */
function withoutSpecks(mask: Uint8Array): Uint8Array {
  const size = Math.sqrt(mask.length);
  const { labels, count } = components({ shape: [size, size], data: mask.map((value) => value && 1) });
  const areas = new Uint32Array(count + 1);
  for (const label of labels) areas[label]!++;
  areas[0] = 0;
  const least = SPECK * areas.reduce((sum, area) => sum + area, 0);
  return mask.map((value, i) => (areas[labels[i]!]! < least ? 0 : value));
}

/** The crescent's share of that lung's area on this film. */
export function maskFraction(
  mask: Uint8Array,
  lung: Float32Array,
  filled: Float32Array,
  canvas: Canvas,
  p: Pneumothorax,
): number {
  let area = 0;
  let all = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]) area++;
    if (sideOf(canvas.x[i]!) === p.side && lung[i]! - filled[i]! > 0.35 * lung[i]! && lung[i]! > 2) all++;
  }
  return area / Math.max(1, all);
}
