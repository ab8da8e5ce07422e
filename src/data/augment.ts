import { z } from 'zod';
import { type Random, random } from '../stats/random.ts';
import { type Affine, compose, randAugmentParams, type Tone } from './randAugment.ts';

const range = (low: number, high: number) =>
  z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([a, b]) => a <= b, 'the first number must not be above the second')
    .default([low, high]);

/** Augmentation as a recipe states it; unknown keys are refused. Zeros, and ranges `[1, 1]`, switch a part off. */
export const AugmentConfig = z.strictObject({
  /** Chance of a left–right flip. */
  flip: z.number().min(0).max(1).default(0.5),
  /** Largest shift in each direction, as a share of the side. */
  shift: z.number().min(0).max(0.5).default(0.05),
  /** Zoom of the content. */
  scale: range(0.95, 1.05),
  /** Largest rotation either way, degrees. */
  rotate: z.number().min(0).max(180).default(7),
  /** Share of the area that a random-resized crop keeps (Szegedy et al., CVPR 2015). */
  cropArea: range(1, 1).refine(([, high]) => high <= 1, 'a crop cannot keep more than the whole area'),
  /** Width over height of that crop. */
  cropAspect: range(3 / 4, 4 / 3),
  /** Largest change of brightness, where the image spans 0 to 1. */
  brightness: z.number().min(0).max(1).default(0.1),
  /** Largest relative change of contrast, about the image's mean. */
  contrast: z.number().min(0).max(1).default(0.1),
  /** What lies beyond the edge. */
  padding: z.enum(['zeros', 'border', 'reflection']).default('zeros'),
  /** Largest shift in whole pixels: the random crop of a padded image, as small images are trained with. */
  cropPad: z.int().min(0).default(0),
  /** Flip by turns: half of the images in even epochs, the other half in odd ones (Jordan 2024, arXiv:2404.00498). Replaces `flip`. */
  alternateFlip: z.boolean().default(false),
  /** Random operations for each image (Cubuk et al., CVPRW 2020). */
  randAugment: z
    .strictObject({
      /** Operations for each image. */
      ops: z.int().min(1).max(8).default(2),
      /** Strength, 0 to 10. */
      magnitude: z.number().min(0).max(10).default(5),
    })
    .nullable()
    .default(null),
  /** Chance that a rectangle is erased (Zhong et al., AAAI 2020). */
  erase: z.number().min(0).max(1).default(0),
  /** Share of the area that it covers. */
  eraseArea: range(0.02, 1 / 3).refine(([, high]) => high <= 1, 'no more than the whole area can be erased'),
});
export type AugmentConfig = z.infer<typeof AugmentConfig>;

/** No change at all. */
export const NO_AUGMENT: AugmentConfig = AugmentConfig.parse({
  flip: 0,
  shift: 0,
  scale: [1, 1],
  rotate: 0,
  brightness: 0,
  contrast: 0,
});

/** Check what a recipe says, filling in defaults. One line per mistake, naming the key. */
export function parseAugment(config: unknown): AugmentConfig {
  const result = AugmentConfig.safeParse(config);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map((issue) => `${['augment', ...issue.path].join('.')}: ${issue.message}`);
  throw new Error(mistakes.join('; '));
}

/** What happens to one image. */
export interface AugmentParams {
  /**
   * 2×3, row by row: from a place in the result to the place in the image where its value is taken, both in −1 … 1 with x
   * first, as `affine_grid` has it.
   */
  readonly theta: Affine;
  /** Added. */
  readonly brightness: number;
  /** Multiplies the distance from the image's mean. */
  readonly contrast: number;
  /** Operations of RandAugment on the values, in their order. */
  readonly tones: readonly Tone[];
  /** Top, left, height and width of what is erased, as shares of the side; null for nothing. */
  readonly erased: readonly [number, number, number, number] | null;
}

/**
 * Drawn from (seed, epoch, index) alone. Every number is drawn whatever the config says, so switching one part off leaves
 * the others as they were.
 */
export function augmentParams(
  config: AugmentConfig,
  seed: number,
  epoch: number,
  index: number,
  /** Side of the image in pixels, which `cropPad` counts in. */
  size = 1,
): AugmentParams {
  const rng = random(seed, 'augment', epoch, index);
  const symmetric = (limit: number) => rng.uniform(-1, 1) * limit;
  const chance = rng.next();
  const flips = config.alternateFlip ? flipsInTurn(seed, epoch, index) : chance < config.flip;
  const flip = flips ? -1 : 1;
  const angle = (symmetric(config.rotate) * Math.PI) / 180;
  const zoom = rng.uniform(...config.scale);
  const shift = [2 * symmetric(config.shift), 2 * symmetric(config.shift)] as const;
  const crop = cropBox(rng.next(), rng.next(), [symmetric(1), symmetric(1)], config);
  const brightness = symmetric(config.brightness);
  const contrast = 1 + symmetric(config.contrast);

  // result → crop → undo shift, then rotation and zoom → undo flip
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  const x = crop.x - shift[0];
  const y = crop.y - shift[1];
  const base = [
    flip * cos * crop.width,
    flip * sin * crop.height,
    flip * (cos * x + sin * y),
    -sin * crop.width,
    cos * crop.height,
    -sin * x + cos * y,
  ] as const;
  const pixels = () => (2 * (rng.int(2 * config.cropPad + 1) - config.cropPad)) / size;
  const shifted = compose(base, [1, 0, pixels(), 0, 1, pixels()]);
  const erased = rng.next() < config.erase ? eraseBox(rng, config) : null;
  const { warp, tones } = randAugmentParams(config.randAugment, seed, epoch, index);
  return { theta: warp === null ? shifted : compose(shifted, warp), brightness, contrast, tones, erased };
}

/** Whether this image is flipped in this epoch, where images take turns. */
function flipsInTurn(seed: number, epoch: number, index: number): boolean {
  return random(seed, 'flip', index).next() < 0.5 === (epoch % 2 === 0);
}

/** Aspect between 0.3 and 1 / 0.3, uniform in its logarithm. */
function eraseBox(rng: Random, { eraseArea }: AugmentConfig): [number, number, number, number] {
  const area = rng.uniform(...eraseArea);
  const aspect = Math.exp(rng.uniform(Math.log(0.3), -Math.log(0.3)));
  const height = Math.min(1, Math.sqrt(area / aspect));
  const width = Math.min(1, Math.sqrt(area * aspect));
  return [rng.uniform(0, 1 - height), rng.uniform(0, 1 - width), height, width];
}

/** Centre and half sides of the crop in −1 … 1; aspect is uniform in its logarithm, and both sides stay within the image. */
function cropBox(u: number, v: number, at: readonly [number, number], { cropArea, cropAspect }: AugmentConfig) {
  const area = cropArea[0] + u * (cropArea[1] - cropArea[0]);
  const [low, high] = cropAspect.map(Math.log) as [number, number];
  // an aspect beyond area or 1/area would not fit
  const aspect = Math.min(Math.max(Math.exp(low + v * (high - low)), area), 1 / area);
  const width = Math.sqrt(area * aspect);
  const height = Math.sqrt(area / aspect);
  return { width, height, x: at[0] * (1 - width), y: at[1] * (1 - height) };
}
