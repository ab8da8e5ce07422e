import { z } from 'zod';
import type { Batch } from '../data/index.ts';
import { fromHost, type Tensor, tensor } from '../torch/index.ts';

/** Mean and standard deviation by channel, of values in 0 … 1. */
export const Normalisation = z
  .strictObject({ mean: z.array(z.number()).min(1), std: z.array(z.number().positive()).min(1) })
  .refine(({ mean, std }) => mean.length === std.length, 'mean and std must have as many values');
export type Normalisation = z.infer<typeof Normalisation>;

/** As torchvision's ImageNet weights expect for three channels; for one, the middle of the range. */
export function normalisationFor(inChannels: 1 | 3): Normalisation {
  return inChannels === 3 ? { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } : { mean: [0.5], std: [0.25] };
}

/**
 * A normalisation for a model of so many channels: one of three channels is averaged for a grey model (whose first
 * convolution was summed over them), one of one channel holds for all three.
 */
export function fitNormalisation({ mean, std }: Normalisation, inChannels: 1 | 3): Normalisation {
  if (mean.length === inChannels) return { mean, std };
  if (inChannels === 1) return { mean: [average(mean)], std: [average(std)] };
  if (mean.length === 1) return { mean: [mean[0]!, mean[0]!, mean[0]!], std: [std[0]!, std[0]!, std[0]!] };
  throw new RangeError(`normalisation: it is for ${mean.length} channels, the model has ${inChannels}`);
}

/** The normalisation of a run, or that of its kind where it was begun before runs recorded theirs. */
export function normalisationOf(config: { inChannels: 1 | 3; normalisation: Normalisation | null }): Normalisation {
  const { inChannels, normalisation } = config;
  return normalisation === null ? normalisationFor(inChannels) : fitNormalisation(normalisation, inChannels);
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** u8 [N, C, H, W] from the loader → f32 in 0 … 1 on the device. */
export function toUnit(
  batch: Pick<Batch<Int32Array>, 'images' | 'labels'>,
  size: number,
  channels: number,
  device: string,
): Tensor {
  const shape = [batch.labels.length, channels, size, size];
  return fromHost({ dtype: 'u8', shape, data: batch.images }).to({ device, dtype: 'f32' }).div_(255);
}

/** [N, 1 or 3, H, W] in 0 … 1 → normalised [N, inChannels, H, W]; grey is repeated over the channels of the model. */
export function normalise(images: Tensor, { mean, std }: Normalisation): Tensor {
  const channels = mean.length;
  const wide = images.size(1) === channels ? images : images.expand([-1, channels, -1, -1]);
  const device = images.device;
  const column = (values: readonly number[]) => tensor(values, { device }).view([1, channels, 1, 1]);
  return wide.sub(column(mean)).div_(column(std));
}
