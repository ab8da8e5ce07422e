import { z } from 'zod';
import { AugmentConfig, NO_AUGMENT } from '../../data/index.ts';
import { BERT_MODELS, type BertName } from '../../models/bert.ts';
import { nearest } from '../../models/nearest.ts';
import { InitialWeights } from '../initial-weights.ts';
import { Normalisation } from '../preprocess.ts';

export const METHOD_NAMES = ['mae', 'dino', 'clip'] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

const bertNames = Object.keys(BERT_MODELS) as [BertName, ...BertName[]];
const share = z.number().min(0).max(1);
const whole = z.int().positive();
const area = z.tuple([z.number().gt(0).max(1), z.number().gt(0).max(1)]).refine(([a, b]) => a <= b, 'must not fall');

/** Of masked autoencoders (He et al., CVPR 2022; of CNNs Xie et al., CVPR 2022). */
export const MaeConfig = z.strictObject({
  /** Share of the patches that is hidden. */
  maskRatio: z.number().gt(0, 'must be above 0 and below 1').lt(1, 'must be above 0 and below 1').default(0.75),
  /** Side of the patches that a CNN hides, pixels; null: by the size of the image (`patchSizeFor`). */
  patchSize: whole.nullable().default(null),
  /** A ViT's; null: by the width of the encoder (`decoderFor`). */
  decoderWidth: whole.nullable().default(null),
  decoderDepth: whole.nullable().default(null),
  decoderHeads: whole.nullable().default(null),
  /** Predict each patch normalised by its own mean and deviation. */
  normaliseTarget: z.boolean().default(true),
});

/** Of self-distillation without labels (Caron et al., ICCV 2021). */
export const DinoConfig = z.strictObject({
  /** Prototypes, the outputs of the head; the paper has 65,536 for ImageNet. */
  outDim: whole.default(4096),
  hiddenDim: whole.default(1024),
  bottleneckDim: whole.default(256),
  /** Crops that only the student sees. */
  localCrops: z.int().min(0).default(6),
  /** Side of those, pixels; null: 3/7 of the image's, as 96 of 224, to whole patches. */
  localSize: whole.nullable().default(null),
  /** Share of the area of each kind of crop. */
  globalArea: area.default([0.4, 1]),
  localArea: area.default([0.05, 0.4]),
  /** Chance that a crop is blurred: first and second global, local. */
  blur: z.tuple([share, share, share]).default([1, 0.1, 0.5]),
  /** Chance that the second global crop is solarised. */
  solarise: share.default(0.2),
  studentTemperature: z.number().positive().default(0.1),
  /** Of the teacher, after it rose from `warmupTeacherTemperature` over `warmupTeacherEpochs`. */
  teacherTemperature: z.number().positive().default(0.04),
  warmupTeacherTemperature: z.number().positive().default(0.04),
  warmupTeacherEpochs: z.int().min(0).default(0),
  /** Of the teacher's moving average at first; 1 at the end. */
  teacherMomentum: share.default(0.996),
  centreMomentum: share.default(0.9),
  /** Epochs in which the last layer does not learn. */
  freezeLastLayer: z.int().min(0).default(1),
});

/** Of contrastive learning from images and what is written of them (Zhang et al. 2020, "ConVIRT"; Radford et al., ICML 2021, "CLIP"). */
export const ClipConfig = z.strictObject({
  /** Column of the data's table that holds the text of each image. */
  textColumn: z.string().min(1).default('report'),
  /** Sizes of the text tower, where it begins from nothing. */
  textModel: z.enum(bertNames).default('bert_mini'),
  /** A run of `fovea text pretrain` to take tokenizer and text tower from. */
  textInit: z.string().nullable().default(null),
  /** Most tokens of a text; what is longer is cut at its end. */
  contextLength: z.int().min(8).default(128),
  /** Tokens that a new vocabulary is learnt up to. */
  vocabSize: whole.default(4096),
  /** Width of the space that images and texts meet in. */
  embedDim: whole.default(128),
  /** Where the learnt temperature begins. */
  temperature: z.number().min(0.01).default(0.07),
  /** Weight of "which text is this image's?" against the reverse: ½ in CLIP, ¾ in ConVIRT. */
  imageWeight: share.default(0.5),
});

/** How a run pre-trains. Unknown keys are refused. */
export const PretrainConfig = z.strictObject({
  method: z.enum(METHOD_NAMES),
  model: z.string().default('vit_small_patch16_224'),
  /** Side of the square that images are resized to, pixels. */
  imageSize: z.int().min(8).default(224),
  /** Decode to RGB rather than grey. */
  colour: z.boolean().default(false),
  /** Input channels of the model; grey images are repeated to fill them. */
  inChannels: z.union([z.literal(1), z.literal(3)]).default(3),
  /** Mean and standard deviation of the input by channel; null: as `fovea train` takes them. */
  normalisation: Normalisation.nullable().default(null),
  epochs: whole.default(100),
  /** Seconds of training steps, in place of `epochs`; the schedules follow the share that is spent. */
  maxSeconds: z.number().positive().nullable().default(null),
  batchSize: z.int().min(2).default(64),
  /** Batches whose gradients are averaged before a step. */
  accumulate: whole.default(1),
  /** Peak learning rate; null: the method's own for 256 images a step, in proportion. */
  lr: z.number().positive().nullable().default(null),
  /** What the cosine falls to, as a share of `lr`. */
  finalLr: share.default(0),
  /** Share of the steps over which the learning rate rises. */
  warmup: share,
  weightDecay: z.number().min(0),
  /** What a cosine takes the weight decay to. */
  finalWeightDecay: z.number().min(0),
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]),
  clipNorm: z.number().positive().nullable(),
  dropPathRate: share.default(0),
  augment: AugmentConfig,
  precision: z.enum(['auto', 'f32', 'bf16']).default('auto'),
  device: z.string().default('auto'),
  seed: z.int().min(0).default(0),
  threads: whole.nullable().default(null),
  checkpointEvery: whole.default(100),
  /** Share of the patients that is measured on, where the data has no validation split. */
  heldOut: z.number().gt(0).lt(1).default(0.05),
  /** Epochs between pictures; null: about twenty in a run. */
  picturesEvery: whole.nullable().default(null),
  mae: MaeConfig.default(MaeConfig.parse({})),
  dino: DinoConfig.default(DinoConfig.parse({})),
  clip: ClipConfig.default(ClipConfig.parse({})),
});
export type PretrainConfig = z.infer<typeof PretrainConfig>;

/** What a method's authors train with. */
const DEFAULTS: Readonly<Record<MethodName, { readonly baseLr: number; readonly options: object }>> = {
  mae: {
    baseLr: 1.5e-4,
    options: {
      ...{ warmup: 0.05, weightDecay: 0.05, betas: [0.9, 0.95], clipNorm: null },
      augment: { ...NO_AUGMENT, flip: 0.5, cropArea: [0.2, 1] },
    },
  },
  dino: {
    baseLr: 5e-4,
    options: {
      ...{ warmup: 0.1, weightDecay: 0.04, finalWeightDecay: 0.4, betas: [0.9, 0.999], clipNorm: 3 },
      augment: { ...NO_AUGMENT, flip: 0.5, brightness: 0.1, contrast: 0.4 },
    },
  },
  // ConVIRT's, but without mirror images: reports name sides
  clip: {
    baseLr: 8e-4,
    options: {
      ...{ warmup: 0.05, weightDecay: 1e-6, betas: [0.9, 0.999], clipNorm: null },
      augment: { ...NO_AUGMENT, cropArea: [0.6, 1], rotate: 20, scale: [0.95, 1.05], brightness: 0.4, contrast: 0.4 },
    },
  },
};

/** @throws Error of one line that names every key that is wrong, and the nearest method where there is none of that name. */
export function parsePretrainConfig(value: unknown, source = 'configuration'): PretrainConfig {
  const given = (value ?? {}) as Record<string, unknown>;
  const method = methodName(given.method, source);
  const { baseLr, options } = DEFAULTS[method];
  const merged: Record<string, unknown> = { ...options, ...given };
  merged.finalWeightDecay ??= merged.weightDecay;
  const result = PretrainConfig.safeParse(merged);
  if (!result.success) {
    const problems = result.error.issues.map((i) => `${i.path.join('.') || 'the whole'}: ${i.message}`);
    throw new Error(`${source}: ${problems.join('; ')}`);
  }
  const { lr, batchSize, accumulate } = result.data;
  return { ...result.data, lr: lr ?? (baseLr * batchSize * accumulate) / 256 };
}

function methodName(name: unknown, source: string): MethodName {
  const known = METHOD_NAMES.find((method) => method === name);
  if (known !== undefined) return known;
  if (typeof name !== 'string') throw new Error(`${source}: method: choose one of ${METHOD_NAMES.join(', ')}`);
  throw new Error(
    `${source}: no method "${name}"; did you mean "${nearest(name, METHOD_NAMES)}"? There are ${METHOD_NAMES.join(', ')}`,
  );
}

/** All that repeats a pre-training run: `config.json` of its folder. */
export const PretrainRunConfig = z.strictObject({
  format: z.literal(1),
  fovea: z.string(),
  task: z.literal('pretraining'),
  created: z.string(),
  data: z.strictObject({
    paths: z.array(z.string()).min(1),
    layout: z.string(),
    hash: z.string(),
    splitHash: z.string(),
    skipBad: z.boolean(),
    /** Images to learn from, to measure on, and left alone. */
    images: z.strictObject({ train: z.int(), val: z.int(), test: z.int() }),
  }),
  train: PretrainConfig,
  /** The weights it began from, or null from scratch. */
  weights: InitialWeights.nullable().default(null),
  environment: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type PretrainRunConfig = z.infer<typeof PretrainRunConfig>;
