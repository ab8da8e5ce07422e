import { random } from '../stats/random.ts';

/** 2×3, row by row, from a place in the result to the place in the image, both in −1 … 1 with x first. */
export type Affine = readonly [number, number, number, number, number, number];

/** First `inner`, then `outer`: x ↦ outer(inner(x)). */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}

export const TONES = [
  'autocontrast',
  'equalize',
  'solarize',
  'posterize',
  'colour',
  'contrast',
  'brightness',
  'sharpness',
] as const;

/** An operation on values rather than places. */
export interface Tone {
  readonly name: (typeof TONES)[number];
  /** Factor for colour, contrast, brightness and sharpness; threshold of solarize; bits that posterize keeps. */
  readonly amount: number;
}

const WARPS = ['shearX', 'shearY', 'translateX', 'translateY', 'rotate'] as const;
/** The 14 operations of Cubuk et al., "RandAugment", CVPRW 2020, table 6. */
const OPERATIONS = ['identity', ...WARPS, ...TONES] as const;

/**
 * What RandAugment does to one image: `ops` operations drawn evenly, at a fixed strength with a random sign. Ranges are
 * torchvision's, 10 being their end. What moves places is one map, applied once; what changes values keeps its order.
 */
export function randAugmentParams(
  config: { readonly ops: number; readonly magnitude: number } | null,
  seed: number,
  epoch: number,
  index: number,
): { warp: Affine | null; tones: readonly Tone[] } {
  if (config === null) return { warp: null, tones: [] };
  const rng = random(seed, 'randaugment', epoch, index);
  const strength = config.magnitude / 10;
  let warp: Affine | null = null;
  const tones: Tone[] = [];
  for (let i = 0; i < config.ops; i++) {
    const name = OPERATIONS[rng.int(OPERATIONS.length)]!;
    const signed = rng.next() < 0.5 ? -strength : strength;
    if (name === 'identity') continue;
    if (isTone(name)) tones.push({ name, amount: amountOf(name, strength, signed) });
    else warp = warp === null ? warpOf(name, signed) : compose(warp, warpOf(name, signed));
  }
  return { warp, tones };
}

const isTone = (name: (typeof WARPS)[number] | Tone['name']): name is Tone['name'] =>
  (TONES as readonly string[]).includes(name);

function warpOf(name: (typeof WARPS)[number], signed: number): Affine {
  const shear = 0.3 * signed;
  const shift = 2 * (150 / 331) * signed;
  const angle = (30 * signed * Math.PI) / 180;
  switch (name) {
    case 'shearX':
      return [1, shear, 0, 0, 1, 0];
    case 'shearY':
      return [1, 0, 0, shear, 1, 0];
    case 'translateX':
      return [1, 0, shift, 0, 1, 0];
    case 'translateY':
      return [1, 0, 0, 0, 1, shift];
    case 'rotate':
      return [Math.cos(angle), Math.sin(angle), 0, -Math.sin(angle), Math.cos(angle), 0];
  }
}

function amountOf(name: Tone['name'], strength: number, signed: number): number {
  switch (name) {
    case 'autocontrast':
    case 'equalize':
      return 0;
    case 'solarize':
      return 1 - strength;
    case 'posterize':
      return 8 - Math.round(4 * strength);
    default:
      return 1 + 0.9 * signed;
  }
}
