import type { Random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { mapSamples } from './image.ts';

/** Adds normal noise of standard deviation `sd`, where white is 1. */
export const gaussianNoise = (image: Image, sd: number, rng: Random): Image =>
  mapSamples(image, (v) => v + rng.normal(0, 255 * sd));
