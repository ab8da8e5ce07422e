import type { Random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { gamma } from './gamma.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { impulseNoise } from './impulse-noise.ts';
import { jpeg } from './jpeg.ts';
import { pixelate } from './pixelate.ts';
import { shotNoise } from './shot-noise.ts';
import { speckleNoise } from './speckle-noise.ts';

/** MedMNIST-C states severities for each of its data sets; these two are chest X-rays, of adults and of children. */
export const SEVERITY_TABLES = ['chestmnist', 'pneumoniamnist'] as const;
export type SeverityTable = (typeof SEVERITY_TABLES)[number];

type Levels = readonly [number, number, number, number, number];

export interface Corruption {
  /** What `apply` takes at severity 1 … 5. */
  readonly levels: Readonly<Record<SeverityTable, Levels>>;
  readonly apply: (image: Image, level: number, rng: Random) => Image | Promise<Image>;
}

const both = (levels: Levels) => ({ chestmnist: levels, pneumoniamnist: levels });
const UP = both([1.1, 1.2, 1.3, 1.4, 1.6]);
const DOWN = both([0.9, 0.8, 0.7, 0.6, 0.4]);

/** The thirteen corruptions of MedMNIST-C's chest sets, with its severities (Di Salvo et al. 2024, arXiv:2406.17536, for 224 pixels). */
export const CORRUPTIONS = {
  pixelate: {
    levels: { chestmnist: [0.3, 0.25, 0.2, 0.15, 0.1], pneumoniamnist: [0.8, 0.7, 0.6, 0.5, 0.4] },
    apply: pixelate,
  },
  jpeg_compression: { levels: both([50, 30, 15, 10, 7]), apply: jpeg },
  gaussian_noise: {
    levels: { chestmnist: [0.04, 0.08, 0.12, 0.18, 0.26], pneumoniamnist: [0.04, 0.05, 0.06, 0.07, 0.08] },
    apply: gaussianNoise,
  },
  speckle_noise: {
    levels: { chestmnist: [0.05, 0.15, 0.2, 0.35, 0.45], pneumoniamnist: [0.05, 0.07, 0.1, 0.15, 0.2] },
    apply: speckleNoise,
  },
  impulse_noise: {
    levels: { chestmnist: [0.01, 0.03, 0.06, 0.09, 0.17], pneumoniamnist: [0.005, 0.01, 0.013, 0.017, 0.02] },
    apply: impulseNoise,
  },
  shot_noise: {
    levels: { chestmnist: [60, 25, 18, 10, 5], pneumoniamnist: [300, 200, 150, 100, 80] },
    apply: shotNoise,
  },
  gaussian_blur: { levels: both([3, 5, 7, 9, 11]), apply: gaussianBlur },
  brightness_up: { levels: both([1.1, 1.2, 1.3, 1.4, 1.5]), apply: brightness },
  brightness_down: { levels: both([0.9, 0.8, 0.7, 0.6, 0.5]), apply: brightness },
  contrast_up: { levels: UP, apply: contrast },
  contrast_down: { levels: DOWN, apply: contrast },
  gamma_corr_up: { levels: UP, apply: gamma },
  gamma_corr_down: { levels: DOWN, apply: gamma },
} as const satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof CORRUPTIONS;
export const CORRUPTION_NAMES = Object.keys(CORRUPTIONS) as CorruptionName[];
export const SEVERITIES = [1, 2, 3, 4, 5] as const;
