import { basename } from 'node:path';
import type { Sample } from '../data/index.ts';

/** Names for files about images: the images' own without ending; whole paths where two share one. */
export function fileNames(samples: readonly Sample[]): Map<Sample, string> {
  const stem = (path: string) => path.replace(/\.(png|jpe?g|tiff?|webp)$/i, '');
  const short = samples.map((s) => stem(basename(s.imagePath)));
  const unique = new Set(short).size === short.length;
  return new Map(samples.map((s, i) => [s, unique ? short[i]! : stem(s.imagePath).replaceAll(/[\\/:]+/g, '_')]));
}
