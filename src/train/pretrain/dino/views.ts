import { augmentBatch } from '../../../data/augmentBatch.ts';
import { type AugmentConfig, augmentParams } from '../../../data/index.ts';
import { random } from '../../../stats/random.ts';
import { conv2d, scope, type Tensor, tensor, where } from '../../../torch/index.ts';
import type { PretrainConfig } from '../config.ts';

/** One kind of view: the same for all images of a batch, drawn anew for each. */
export interface View {
  /** Side of the result, pixels. */
  readonly size: number;
  readonly area: AugmentConfig['cropArea'];
  /** Chance that it is blurred, and that it is solarised. */
  readonly blur: number;
  readonly solarise: number;
}

/** Two global views and the local ones. */
export function viewsOf({ imageSize, dino }: PretrainConfig, localSize: number): View[] {
  const global = { size: imageSize, area: dino.globalArea };
  return [
    { ...global, blur: dino.blur[0], solarise: 0 },
    { ...global, blur: dino.blur[1], solarise: dino.solarise },
    ...Array.from({ length: dino.localCrops }, () => ({
      ...{ size: localSize, area: dino.localArea, blur: dino.blur[2], solarise: 0 },
    })),
  ];
}

/**
 * View number `number` of images [N, C, H, H] in 0 … 1: [N, C, size, size]. A function of (seed, epoch, key of the image, number) alone.
 */
export function drawView(
  images: Tensor,
  view: View,
  { augment, seed }: Pick<PretrainConfig, 'augment' | 'seed'>,
  { epoch, keys, number, views }: { epoch: number; keys: readonly number[]; number: number; views: number },
): Tensor {
  return scope(() => {
    const own = keys.map((key) => key * views + number);
    const config = { ...augment, cropArea: view.area };
    const params = own.map((key) => augmentParams(config, seed, epoch, key, images.size(-1)));
    const cropped = augmentBatch(images, params, { ...augment, size: view.size });
    const draws = own.map((key) => random(seed, 'view', epoch, key));
    const sigmas = draws.map((rng) => {
      const sigma = rng.uniform(0.1, 2); // pixels of an image of 224
      return rng.next() < view.blur ? (sigma * view.size) / 224 : 0;
    });
    const inverted = draws.map((rng) => rng.next() < view.solarise);
    return solarise(blur(cropped, sigmas), inverted);
  });
}

/** A Gaussian blur of its own deviation (pixels, 0: none) for each image [N, C, H, W]. */
export function blur(images: Tensor, sigmas: readonly number[]): Tensor {
  const radius = Math.min(Math.ceil(3 * Math.max(...sigmas)), images.size(-1) - 1);
  if (radius < 1) return images;
  const [n, channels, height, width] = images.shape as [number, number, number, number];
  const taps = 2 * radius + 1;
  const kernels = sigmas.flatMap((sigma) => {
    const own = Array.from({ length: taps }, (_, i) =>
      sigma === 0 ? Number(i === radius) : Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
    );
    const sum = own.reduce((a, b) => a + b, 0);
    return Array.from({ length: channels }, () => own.map((v) => v / sum)).flat();
  });
  const weight = tensor(Float32Array.from(kernels), { shape: [n * channels, 1, 1, taps], device: images.device });
  const groups = n * channels;
  const flat = images.reshape([1, groups, height, width]);
  const across = conv2d(flat.pad([radius, radius, 0, 0], { mode: 'reflect' }), weight, { groups });
  const down = across.pad([0, 0, radius, radius], { mode: 'reflect' });
  return conv2d(down, weight.reshape([groups, 1, taps, 1]), { groups }).reshape(images.shape);
}

/** Values from ½ on inverted, in the images that are chosen. */
function solarise(images: Tensor, chosen: readonly boolean[]): Tensor {
  if (!chosen.includes(true)) return images;
  const mask = tensor(Uint8Array.from(chosen, Number), { dtype: 'bool', device: images.device }).view([-1, 1, 1, 1]);
  return where(images.ge(0.5).logicalAnd(mask), images.neg().add(1), images);
}
