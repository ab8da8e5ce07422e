import type { Image } from '../decode.ts';
import { mapLevels } from './image.ts';

/** Distance from the mean grey × `factor`, as PIL's ImageEnhance.Contrast (in single precision, fractions cut off). */
export function contrast(image: Image, factor: number): Image {
  const mean = Math.floor(meanGrey(image) + 0.5);
  return mapLevels(image, (v) => Math.fround(mean + Math.fround(Math.fround(factor) * (v - mean))));
}

/** Of colour, in ITU-R 601's weights. */
function meanGrey({ data, channels }: Image): number {
  let sum = 0;
  if (channels === 1) for (let i = 0; i < data.length; i++) sum += data[i]!;
  else
    for (let i = 0; i < data.length; i += 3)
      sum += Math.floor((data[i]! * 19595 + data[i + 1]! * 38470 + data[i + 2]! * 7471 + 0x8000) / 0x10000);
  return (sum * channels) / data.length;
}
