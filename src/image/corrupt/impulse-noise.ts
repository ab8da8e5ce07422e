import type { Random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { mapSamples } from './image.ts';

/** Salt and pepper: the share `amount` of samples becomes white or black, each with the same chance. */
export const impulseNoise = (image: Image, amount: number, rng: Random): Image =>
  mapSamples(image, (v) => {
    // two draws for every sample: a higher amount hits the same samples in the same way, and more
    const hit = rng.next() < amount;
    const salt = rng.next() < 0.5;
    return hit ? (salt ? 255 : 0) : v;
  });
