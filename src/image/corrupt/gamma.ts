import type { Image } from '../decode.ts';
import { mapLevels } from './image.ts';

/** Levels in 0 … 1 to the power `gamma` (above 1 darker), as torchvision's adjust_gamma. */
export const gamma = (image: Image, exponent: number): Image =>
  mapLevels(image, (v) => (256 - 1e-3) * (v / 255) ** exponent);
