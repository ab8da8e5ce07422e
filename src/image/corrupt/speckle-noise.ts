import type { Random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { mapSamples } from './image.ts';

/** Noise that grows with brightness: each sample × (1 + normal noise of standard deviation `sd`). */
export const speckleNoise = (image: Image, sd: number, rng: Random): Image =>
  mapSamples(image, (v) => v * (1 + rng.normal(0, sd)));
