import type { Image } from '../decode.ts';
import { resizeBilinear } from '../resize.ts';

/** What is left of an image that was stored at `share` of its side: shrunk with antialiasing, and enlarged again. */
export function lowerResolution(image: Image, share: number): Image {
  const side = (n: number) => Math.max(1, Math.round(n * share));
  const small = { width: side(image.width), height: side(image.height) };
  const data = resizeBilinear(resizeBilinear(image.data, image.channels, image, small), image.channels, small, image);
  return { ...image, data };
}
