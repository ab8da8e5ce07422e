import { z } from 'zod';
import { random } from '../stats/random.ts';

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
  readonly theta: readonly [number, number, number, number, number, number];
  /** Added. */
  readonly brightness: number;
  /** Multiplies the distance from the image's mean. */
  readonly contrast: number;
}

/**
 * Drawn from (seed, epoch, index) alone. Every number is drawn whatever the config says, so switching one part off leaves
 * the others as they were.
 */
export function augmentParams(config: AugmentConfig, seed: number, epoch: number, index: number): AugmentParams {
  const rng = random(seed, 'augment', epoch, index);
  const symmetric = (limit: number) => rng.uniform(-1, 1) * limit;
  const flip = rng.next() < config.flip ? -1 : 1;
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
  const theta = [
    flip * cos * crop.width,
    flip * sin * crop.height,
    flip * (cos * x + sin * y),
    -sin * crop.width,
    cos * crop.height,
    -sin * x + cos * y,
  ] as const;
  return { theta, brightness, contrast };
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
