import type { Image } from '../decode.ts';
import { mapLevels } from './image.ts';

/** Every level × `factor`, as PIL's ImageEnhance.Brightness (in single precision, fractions cut off). */
export const brightness = (image: Image, factor: number): Image =>
  mapLevels(image, (v) => Math.fround(Math.fround(factor) * v));
