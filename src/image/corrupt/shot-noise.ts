import type { Random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { mapSamples } from './image.ts';

/** Poisson noise of a detector that counts `photons` where the image is white: few photons, much noise. */
export function shotNoise(image: Image, photons: number, rng: Random): Image {
  const counts = poissonTables(photons);
  return mapSamples(image, (v) => (255 * draw(counts[v]!, rng.next())) / photons);
}

const known = new Map<number, Float64Array[]>();

/** Of each grey level, the cumulative distribution of its count: 256 levels make tables cheaper than rejection. */
function poissonTables(photons: number): Float64Array[] {
  const made = known.get(photons) ?? Array.from({ length: 256 }, (_, v) => cumulative((v / 255) * photons));
  known.set(photons, made);
  return made;
}

function cumulative(mean: number): Float64Array {
  const table = new Float64Array(Math.ceil(mean + 10 * Math.sqrt(mean)) + 10);
  let log = -mean;
  let sum = 0;
  for (let k = 0; k < table.length; k++) {
    if (k > 0) log += Math.log(mean / k);
    sum += Math.exp(log);
    table[k] = sum;
  }
  return table;
}

/** The smallest count whose cumulative probability is above u. */
function draw(table: Float64Array, u: number): number {
  let [low, high] = [0, table.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
