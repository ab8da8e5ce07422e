import { z } from 'zod';
import { AugmentConfig } from '../data/index.ts';
import { InitialWeights } from './initial-weights.ts';
import { Normalisation } from './preprocess.ts';

/** What of a segmentation run has no place in a classification. */
export const SegmentationConfig = z.strictObject({
  /** Weights of the losses that are added up. */
  loss: z
    .strictObject({
      crossEntropy: z.number().min(0).default(1),
      dice: z.number().min(0).default(1),
      tversky: z.number().min(0).default(0),
      focal: z.number().min(0).default(0),
    })
    .refine((parts) => Object.values(parts).some((w) => w > 0), 'one of the losses needs a weight above 0')
    .default({ crossEntropy: 1, dice: 1, tversky: 0, focal: 0 }),
  /** Of the Tversky loss: α weighs pixels marked in vain, β those missed. */
  tversky: z.strictObject({ alpha: z.number().min(0), beta: z.number().min(0) }).default({ alpha: 0.3, beta: 0.7 }),
  /** Channels of the first stage of `unet`, `resenc_unet` and `unetr2d`; null: as published. */
  baseWidth: z.int().min(1).nullable().default(null),
  /** `identity` leaves the blocks of a transformer out and all else as it is, to learn whether they do anything. */
  transformer: z.enum(['full', 'identity']).default('full'),
  /** Whether regions may overlap, with a sigmoid for each: set by the data, whose masks tell. */
  multiLabel: z.boolean().default(false),
  /** Also learn from the coarser outputs of a model that has them, with half the weight at each step down. */
  deepSupervision: z.boolean().default(false),
  /** Share of the images drawn that have a region, from the first epoch to the last; null draws each image once. */
  positiveRate: z
    .strictObject({ from: z.number().min(0).max(1), to: z.number().min(0).max(1) })
    .nullable()
    .default(null),
  /** Side of the random windows that are trained on, of images of `imageSize`; images are then read by a sliding window. null: whole images. */
  window: z.int().min(16).nullable().default(null),
  /** Share of the windows that are laid around a pixel of a region. */
  windowOnRegion: z
    .number()
    .min(0)
    .max(1)
    .default(1 / 3),
  /** Share of a window that the next one covers again, when images are read. */
  windowOverlap: z.number().min(0).max(0.9).default(0.5),
  /** How probabilities become a mask: one threshold, or a high one that decides whether there is anything and a low one that draws it. */
  maskRule: z.enum(['threshold', 'triplet']).default('triplet'),
});
export type SegmentationConfig = z.infer<typeof SegmentationConfig>;

/** How a run trains. What a recipe states; everything has a default, unknown keys are refused. */
export const TrainConfig = z.strictObject({
  task: z.enum(['classification', 'segmentation']).default('classification'),
  segmentation: SegmentationConfig.default(SegmentationConfig.parse({})),
  model: z.string().default('densenet121'),
  /** Side of the square that images are resized to, pixels. */
  imageSize: z.int().min(8).default(224),
  /** Decode to RGB rather than grey. */
  colour: z.boolean().default(false),
  /** Input channels of the model; grey images are repeated to fill them, as for ImageNet weights. */
  inChannels: z.union([z.literal(1), z.literal(3)]).default(3),
  /**
   * Mean and standard deviation of the input by channel, of values in 0 … 1. null: as the weights that the run begins from
   * were trained, else ImageNet's for three channels and 0.5, 0.25 for one; `config.json` of a run has the numbers.
   */
  normalisation: Normalisation.nullable().default(null),
  epochs: z.int().min(1).default(10),
  /** Seconds of training steps, in place of `epochs`; the schedule follows the share that is spent. */
  maxSeconds: z.number().positive().nullable().default(null),
  batchSize: z.int().min(1).default(16),
  /** Batches whose gradients are averaged before a step. */
  accumulate: z.int().min(1).default(1),
  optimizer: z.enum(['adamw', 'adam', 'sgd']).default('adamw'),
  /** Of sgd, which looks ahead as Nesterov's. */
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Peak learning rate. */
  lr: z.number().positive().default(5e-4),
  /** Factor of the learning rate for each block farther from the logits (Clark et al. 2020, BEiT); 1 is off. */
  layerDecay: z.number().positive().max(1).default(1),
  /** Factor of the learning rate of the shifts (biases) of norms. */
  normBiasLr: z.number().positive().default(1),
  weightDecay: z.number().min(0).default(0.01),
  schedule: z.enum(['cosine', 'linear', 'onecycle', 'constant']).default('cosine'),
  /** What cosine and linear fall to, as a share of `lr`. */
  finalLr: z.number().min(0).max(1).default(0),
  /** Share of the steps over which the learning rate warms up. */
  warmup: z.number().min(0).max(1).default(0.1),
  /** Largest norm of the gradient; null does not clip. */
  clipNorm: z.number().positive().nullable().default(1),
  labelSmoothing: z.number().min(0).max(1).default(0),
  /** `balanced` weighs classes by the inverse of their frequency in training. */
  classWeights: z.enum(['none', 'balanced']).default('none'),
  /** `balanced` draws every class equally often, images of rare ones several times in an epoch. */
  sampler: z.enum(['shuffle', 'balanced']).default('shuffle'),
  loss: z.enum(['cross-entropy', 'focal']).default('cross-entropy'),
  /** Chance of dropout; null: the architecture's own (0.5 of AlexNet and VGG, 0.2 of EfficientNet and MobileNetV3, else none). */
  dropRate: z.number().min(0).max(1).nullable().default(null),
  /**
   * Chance that the last residual branch is dropped for an image; earlier ones less, in proportion (stochastic depth).
   * null: the architecture's own (0.2 of EfficientNet, else none).
   */
  dropPathRate: z.number().min(0).max(1).nullable().default(null),
  /** α of mixup's Beta(α, α); 0 is off. */
  mixup: z.number().min(0).default(0),
  /** α of cutmix's; 0 is off. With both, each batch takes one of them. */
  cutmix: z.number().min(0).default(0),
  /** What learns: all, the classifier, it and the last N blocks, or low-rank adapters of the attention (and the classifier). */
  tune: z
    .string()
    .regex(/^(full|head|last:[1-9]\d*|lora(:[1-9]\d*)?)$/, 'must be full, head, last:N or lora[:rank]')
    .default('full'),
  /** Set the first convolution of `airbench_cifar` to the whitening of training patches (Jordan 2024, arXiv:2404.00498). */
  whiten: z.boolean().default(false),
  /**
   * Mean of the logits of views of an image: itself and its mirror image, or both also shifted by a pixel; of a segmentation also all four
   * mirror images.
   */
  testTime: z.enum(['none', 'flip', 'flip-shift', 'flip-all']).default('none'),
  /** Decay of the moving average of weights that is validated and kept; null trains without. */
  ema: z.number().min(0).max(1).nullable().default(null),
  /** At the end, the mean of the weights of so many epochs, the best or the last; it is kept where it validates no worse than the best epoch. */
  average: z
    .strictObject({ epochs: z.int().min(2), of: z.enum(['best', 'last']).default('last') })
    .nullable()
    .default(null),
  augment: AugmentConfig.default(AugmentConfig.parse({})),
  /** f32, bf16 (mixed, channels-last), or by the machine: bf16 with AMX, AVX512-BF16 or CUDA. */
  precision: z.enum(['auto', 'f32', 'bf16']).default('auto'),
  device: z.string().default('auto'),
  seed: z.int().min(0).default(0),
  /** Seed of the split and of `trainFraction`; null takes `seed`. */
  splitSeed: z.int().min(0).nullable().default(null),
  /** Share of the patients who are not tested on that validates, where the data has no validation split; null: an eighth. */
  valFraction: z.number().gt(0).lt(1).nullable().default(null),
  /** Share of the training patients that is learnt from; shares of one seed are nested. */
  trainFraction: z.number().gt(0).max(1).default(1),
  /** Threads of the engine; part of the record because sums depend on it. */
  threads: z.int().min(1).nullable().default(null),
  /** Optimiser steps between checkpoints within an epoch; one is written after every epoch too. */
  checkpointEvery: z.int().min(1).default(100),
  /** The rule by which the decision threshold is chosen on validation data. */
  threshold: z.enum(['youden', 'f1']).default('youden'),
});
export type TrainConfig = z.infer<typeof TrainConfig>;
/** A configuration as one writes it, without the defaults. */
export type TrainOptions = z.input<typeof TrainConfig>;

/** The configuration with its defaults, or an error of one line that names every key that is wrong. */
export function parseTrainConfig(value: unknown, source = 'configuration'): TrainConfig {
  const result = TrainConfig.safeParse(value);
  if (result.success) return consistent(result.data, source);
  const problems = result.error.issues.map((i) => `${i.path.join('.') || 'the whole'}: ${i.message}`);
  throw new Error(`${source}: ${problems.join('; ')}`);
}

/** Options of a model: what is not stated is left to the architecture. */
export function statedDropRates({ dropRate, dropPathRate }: Pick<TrainConfig, 'dropRate' | 'dropPathRate'>) {
  return { ...(dropRate !== null && { dropRate }), ...(dropPathRate !== null && { dropPathRate }) };
}

/** Options that each are right, but not together. */
function consistent(config: TrainConfig, source: string): TrainConfig {
  const { whiten, tune, task, mixup, cutmix, testTime } = config;
  if (task === 'segmentation') {
    if (mixup > 0 || cutmix > 0)
      throw new Error(`${source}: mixup, cutmix: mix the labels of images, and masks cannot be`);
    if (testTime === 'flip-shift') throw new Error(`${source}: testTime: a segmentation takes none, flip or flip-all`);
    const { window, positiveRate } = config.segmentation;
    if (window !== null && window > config.imageSize)
      throw new Error(`${source}: segmentation.window: ${window} is more than imageSize, ${config.imageSize}`);
    if (positiveRate !== null && config.sampler === 'balanced')
      throw new Error(`${source}: segmentation.positiveRate, sampler: both say what is drawn; take one`);
  } else if (testTime === 'flip-all') throw new Error(`${source}: testTime: flip-all is of a segmentation`);
  if (whiten && tune !== 'full') throw new Error(`${source}: whiten: sets the first layer, which tune ${tune} keeps`);
  return config;
}

/** What of the data a run was made from: enough to open it again and to notice that it changed. */
export const DataRecord = z.strictObject({
  path: z.string(),
  label: z.string().nullable(),
  positive: z.string().nullable(),
  layout: z.string(),
  classes: z.array(z.string()),
  hash: z.string(),
  splitHash: z.string(),
  skipBad: z.boolean(),
  /** Of a segmentation: where its masks come from. */
  masks: z
    .strictObject({
      path: z.string().nullable(),
      classes: z.array(z.string()),
      rleSize: z.int().min(1).nullable(),
      /** Regions that may overlap, each with its own masks. */
      layers: z.array(z.strictObject({ name: z.string(), path: z.string() })).default([]),
    })
    .nullable()
    .default(null),
});
export type DataRecord = z.infer<typeof DataRecord>;

/** Everything needed to repeat a run: `config.json` of its folder. */
export const RunConfig = z.strictObject({
  format: z.literal(1),
  fovea: z.string(),
  task: z.enum(['classification', 'segmentation']),
  created: z.string(),
  data: DataRecord,
  train: TrainConfig,
  /** The weights it began from, by path, or null from scratch; the loaded names are in events.jsonl. */
  init: z.string().nullable(),
  /** What is known of those weights. */
  weights: InitialWeights.nullable().default(null),
  environment: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RunConfig = z.infer<typeof RunConfig>;
