import type { MaskFingerprint } from '../../data/index.ts';
import type { TrainOptions } from '../config.ts';

export interface Machine {
  /** Bytes that training may take: of the GPU where there is one. */
  readonly memory: number;
  readonly cores: number;
  readonly gpu: boolean;
}

export interface PlanOptions {
  /** Training time to aim at. */
  readonly hours: number;
  /** Share of the images that train. Default 0.7. */
  readonly trainShare?: number;
}

/** A configuration of a segmentation, and why it is so, a line for each choice. */
export interface SegmentationPlan {
  readonly train: TrainOptions;
  readonly reasons: readonly { readonly what: string; readonly why: string }[];
  /** Rough, from the rate of convolutions that such machines reach. */
  readonly estimate: { readonly hours: number; readonly gigabytes: number };
}

/** Pixels across that a region's largest part shall have: the smallest usual one, and the middle one. */
const LEAST_PIXELS = 8;
const MIDDLE_PIXELS = 20;
const STEP = 32;
const LARGEST_WHOLE = 512;
/** GMACs of a U-Net of 64 channels at 256 px; a training step takes three times as many, and a MAC is two operations. */
const UNET_GMACS = 48.1;
const WIDTHS = [64, 32, 24, 16, 12, 8] as const;
/** GFLOP/s of a training step, measured: narrow U-Nets on a core are bound by memory. */
const CORE_RATE = 25;
const GPU_RATE = 8000;
/** Maps of the first stage's width and the image's size that a step keeps, over all stages, in f32. */
const MAPS = 45;

/** Rules in the manner of nnU-Net, for images in two dimensions: from a fingerprint and a machine to a configuration. */
export function planSegmentation(data: MaskFingerprint, machine: Machine, options: PlanOptions): SegmentationPlan {
  const reasons: { what: string; why: string }[] = [];
  const say = (what: string, why: string) => void reasons.push({ what, why });
  const images = Math.max(1, Math.round(data.images * (options.trainShare ?? 0.7)));

  const { imageSize, window } = sizeOf(data, machine, say);
  const side = window ?? imageSize;
  const wanted = machine.gpu ? 10_000 : 2_500;
  const macs = (width: number) => UNET_GMACS * (width / 64) ** 2 * (side / 256) ** 2;
  const rate = machine.gpu ? GPU_RATE : CORE_RATE * machine.cores;
  const largest = Math.max(2, Math.min(machine.gpu ? 32 : 16, Math.floor(images / 8)));
  const hoursOf = (width: number, draws: number) => (draws * 6 * macs(width)) / rate / 3600;
  const room = (width: number) => Math.floor(machine.memory / (MAPS * 4 * width * side ** 2));
  const batchOf = (width: number) => Math.max(2, Math.min(largest, room(width)));

  const fits = WIDTHS.filter((w) => room(w) >= 2 && hoursOf(w, (wanted / 2) * batchOf(w)) <= options.hours);
  const baseWidth = fits[0] ?? 8;
  const batchSize = batchOf(baseWidth);
  const epochs = epochsWithin({
    images,
    batchSize,
    wanted,
    hours: (draws) => hoursOf(baseWidth, draws),
    budget: options.hours,
  });
  if (images < FEW_IMAGES)
    say(
      'model',
      `unet, from random weights; with ${images} training images an encoder that has seen others is the better start: --model unet_resnet34 --init resnet34.torchvision, without baseWidth`,
    );
  say(
    'baseWidth',
    `${baseWidth} channels in the first stage: the widest of ${WIDTHS.join(', ')} that fits the memory and makes ${wanted / 2} steps within ${options.hours} h`,
  );
  say(
    'batchSize',
    `${batchSize}: ${batchSize < largest ? 'what the memory holds' : `no more than an eighth of the ${images} training images, nor than ${machine.gpu ? 32 : 16}`}`,
  );
  say('epochs', `${epochs}, ${Math.round((epochs * images) / batchSize)} steps: ${wanted} if time allows`);

  const train: TrainOptions = {
    ...{ task: 'segmentation', model: 'unet', inChannels: 1, imageSize, batchSize, epochs },
    ...{ lr: baseWidth < 32 ? 2e-3 : 1e-3, schedule: 'onecycle', warmup: 0.2 },
    ...(epochs >= 10 ? { average: { epochs: 5, of: 'best' as const } } : {}),
    segmentation: {
      ...{ baseWidth, loss: lossOf(data, say) },
      ...(window === null ? {} : { window }),
      ...samplingOf(data, say),
    },
    ...mirrorsOf(data, say),
  };
  if (epochs >= 10)
    say('average', 'the mean of the 5 best epochs, where it validates no worse: it costs one epoch without gradients');
  foldsOf(data, say);
  const bytes = batchSize * MAPS * 4 * baseWidth * side ** 2;
  return { train, reasons, estimate: { hours: hoursOf(baseWidth, epochs * images), gigabytes: bytes / 2 ** 30 } };
}

type Say = (what: string, why: string) => void;
const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;

/** So large that regions stay visible, no larger than the images, and by windows where whole images would be too large. */
function sizeOf(data: MaskFingerprint, machine: Machine, say: Say): { imageSize: number; window: number | null } {
  const native = Math.max(data.width.median, data.height.median);
  const parts = data.regions.flatMap(({ size }) => size ?? []);
  const least = machine.gpu ? 256 : 128;
  const most = Math.max(STEP, Math.floor(native / STEP) * STEP);
  if (parts.length === 0) {
    const imageSize = Math.min(least, most);
    say('imageSize', `${imageSize} px: no mask that was read has a region, so nothing says how small one is`);
    return { imageSize, window: null };
  }
  const [small, middle] = [Math.min(...parts.map((p) => p.low)), Math.min(...parts.map((p) => p.median))];
  const wanted = Math.ceil(Math.max(LEAST_PIXELS / small, MIDDLE_PIXELS / middle) / STEP) * STEP;
  const imageSize = Math.min(Math.max(wanted, least), most, 2048);
  const across = `a small region (5th percentile) is ${(small * imageSize).toFixed(0)} px across there, a middling one ${(middle * imageSize).toFixed(0)}`;
  const bound = imageSize < wanted ? `, no larger than the images themselves (${native} px)` : '';
  say('imageSize', `${imageSize} px: ${across}${bound}`);
  if (imageSize <= LARGEST_WHOLE) return { imageSize, window: null };
  const window = 384;
  say(
    'segmentation.window',
    `${window} px: images of ${imageSize} px are learnt by windows, a third of them around a region, and read by a sliding window`,
  );
  return { imageSize, window };
}

interface EpochBudget {
  readonly images: number;
  readonly batchSize: number;
  readonly wanted: number;
  readonly budget: number;
  hours(draws: number): number;
}

function epochsWithin({ images, batchSize, wanted, budget, hours }: EpochBudget): number {
  const enough = Math.ceil((wanted * batchSize) / images);
  const affordable = Math.floor(budget / hours(images));
  return Math.max(5, Math.min(enough, affordable, 300));
}

/** Dice counts a region as a whole; where it is a speck, what is missed weighs more than what is marked in vain. */
function lossOf(data: MaskFingerprint, say: Say) {
  const areas = data.regions.flatMap(({ area }) => area?.median ?? []);
  const smallest = Math.min(...areas);
  if (areas.length > 0 && smallest < 0.01) {
    say(
      'segmentation.loss',
      `cross-entropy and Tversky (misses weigh 0.7, false alarms 0.3): the middle area of a region is ${percent(smallest)} of an image`,
    );
    return { crossEntropy: 1, dice: 0, tversky: 1, focal: 0 };
  }
  say(
    'segmentation.loss',
    `cross-entropy and Dice: the middle area of a region is ${areas.length > 0 ? percent(smallest) : 'unknown'}, which Dice alone balances`,
  );
  return { crossEntropy: 1, dice: 1, tversky: 0, focal: 0 };
}

function samplingOf(data: MaskFingerprint, say: Say) {
  const share = data.positives / Math.max(1, data.read);
  if (share >= 0.5 || share === 0) {
    say('sampling', `every image once an epoch: ${percent(share)} of the images have a region`);
    return {};
  }
  const positiveRate = { from: 0.8, to: Math.max(0.4, Number(share.toFixed(2))) };
  say(
    'segmentation.positiveRate',
    `from ${positiveRate.from} to ${positiveRate.to}: only ${percent(share)} of the images have a region; late epochs teach when to stay silent`,
  );
  return { positiveRate };
}

/** Mirror images make a left lung a right one. */
function mirrorsOf(data: MaskFingerprint, say: Say): Pick<TrainOptions, 'augment' | 'testTime'> {
  const sided = data.regions.find(({ name }) =>
    /\b(left|right)\b|_(l|r)$/i.test(name.replaceAll(/[_-](?=left|right)|(?<=left|right)[_-]/gi, ' ')),
  );
  const moved = { shift: 0.05, scale: [0.9, 1.1] as [number, number], rotate: 10, brightness: 0.15, contrast: 0.2 };
  if (sided !== undefined) {
    say('augment.flip', `0: ${sided.name} would be on the other side in a mirror image`);
    return { augment: { ...moved, flip: 0 }, testTime: 'none' };
  }
  say('augment.flip', '0.5, and the mean over mirror images when predicting: no region is named by its side');
  return { augment: { ...moved, flip: 0.5 }, testTime: 'flip' };
}

/** With fewer, what other images taught is worth more. */
const FEW_IMAGES = 300;
/** Fewer patients with a region than this leave a test split of some ten. */
const FEW = 60;

function foldsOf({ images, positives, read, patients }: MaskFingerprint, say: Say): void {
  const expected = Math.round((images * positives) / Math.max(1, read));
  if (expected < FEW || (patients ?? images) < FEW)
    say(
      '--folds 5',
      `about ${expected} of ${images} images${patients === null ? '' : ` of ${patients} patients`} have a region: cross-validate, so that each of them is tested`,
    );
}
