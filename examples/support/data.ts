import { existsSync } from 'node:fs';
import { type Dataset, loadImage, openDataset, renderPhantom, type Split } from 'fovea/data';
import { convertImage } from 'fovea/image';
import { random } from 'fovea/stats';
import { type Tensor, tensor } from 'fovea/torch';
import { fromRoot, givenData } from './lesson.ts';

/** Where the lessons look for data, unless `--data PATH` names another place. */
const PLACES = {
  MNIST: '../shared/data/mnist',
  'CIFAR-10 (JPEG)': '../shared/data/cifar10',
  PneumoniaMNIST: '../shared/data/pneumoniamnist_28.npz',
  'NIH chest X-rays': '../shared/data/nih_cxr320',
} as const;
export type DataName = keyof typeof PLACES;

/** Labelled images in memory. */
export interface ImageSet {
  /** f32 [N, C, H, W], from 0 (black) to 1 (white). */
  readonly images: Tensor;
  /** i64 [N], indices into `classes`. */
  readonly labels: Tensor;
  readonly classes: readonly string[];
  /** Whether these are synthetic X-rays in place of absent data: a score that a lesson expects does not hold for them. */
  readonly synthetic: boolean;
}

export interface SetOptions {
  readonly split: Split;
  /** Side in pixels. */
  readonly size: number;
  readonly channels?: 1 | 3;
  /** How many images, drawn without order (default: all there are, or 400 synthetic ones). */
  readonly count?: number;
}

/** The place of a data set, or null, with a word on what is taken instead. */
export function findData(name: DataName): string | null {
  const place = givenData ?? fromRoot(PLACES[name]);
  if (existsSync(place)) return place;
  console.log(`${name}: not at ${place}. Synthetic chest X-rays are drawn instead; --data PATH names images of yours.`);
  return null;
}

const opened = new Map<string, Dataset>();

/** Images of one split of a data set, or synthetic chest X-rays with and without pneumothorax where it is absent. */
export async function loadSet(name: DataName, options: SetOptions): Promise<ImageSet> {
  const place = findData(name);
  if (place === null) return drawSet(options);
  const { split, size, channels = 1, count } = options;
  const dataset = opened.get(place) ?? openDataset(place);
  opened.set(place, dataset);
  const all = dataset.samples.filter((sample) => sample.split === split);
  const samples = random(0, 'course', split).shuffle(all).slice(0, count);
  const pixels = new Uint8Array(samples.length * channels * size * size);
  for (const [i, sample] of samples.entries()) {
    pixels.set(await loadImage(sample, { size, channels }), i * channels * size * size);
  }
  const labels = samples.map((sample) => sample.label);
  return { ...asTensors(pixels, labels, { channels, size }), classes: dataset.classes, synthetic: false };
}

function drawSet({ split, size, channels = 1, count = 400 }: SetOptions): ImageSet {
  const pixels = new Uint8Array(count * channels * size * size);
  const labels: number[] = [];
  for (let i = 0; i < count; i++) {
    const { image, truth } = renderPhantom({ seed: split, patient: i, image: 0, size: Math.max(64, size) });
    const side = Math.sqrt(image.length);
    const grey = convertImage({ width: side, height: side, channels: 1, data: image }, { size, channels: 1 });
    for (let c = 0; c < channels; c++) pixels.set(grey.data, (i * channels + c) * size * size);
    labels.push(Number(truth.pneumothorax));
  }
  return {
    ...asTensors(pixels, labels, { channels, size }),
    classes: ['no pneumothorax', 'pneumothorax'],
    synthetic: true,
  };
}

function asTensors(pixels: Uint8Array, labels: number[], { channels, size }: { channels: number; size: number }) {
  const images = tensor(pixels, { shape: [labels.length, channels, size, size] });
  return { images: images.to({ dtype: 'f32' }).div(255), labels: tensor(labels, { dtype: 'i64' }) };
}

/** One frontal chest X-ray without a finding: f32 [size, size], from 0 (black: air) to 1 (white: bone). */
export async function chestXray(size: number): Promise<Tensor> {
  const place = findData('NIH chest X-rays');
  const pixels =
    place === null
      ? renderPhantom({ seed: 'course', patient: 0, image: 0, size, pneumothorax: false }).image
      : await loadImage(frontal(openDataset(place, { label: 'no_finding' })), { size, channels: 1 });
  return tensor(pixels, { shape: [size, size] })
    .to({ dtype: 'f32' })
    .div(255);
}

function frontal({ samples }: Dataset) {
  return samples.find(({ label, attributes }) => label === 1 && attributes.view === 'PA') ?? samples[0]!;
}
