import type { Dataset } from '../data/index.ts';
import { convertImage, decodeImage, type EncodedImage, type Image, readImageSize } from '../image/index.ts';
import { sharp } from '../image/sharp.ts';
import type { Example, Examples } from './data.ts';

/** Of the small pictures of cases. */
const SIDE = 200;

/** A file, or what a container (an archive, an array of pixels) holds of a case. */
export type Picture = string | EncodedImage | Image;

/** Where the pictures of cases are: as the data set has them, else the files that the record names; null where neither knows. */
export function pictures(
  { imagePaths, files }: { readonly imagePaths: readonly string[]; readonly files?: readonly string[] | null },
  dataset: Dataset | null = null,
): (imagePath: string) => Picture | null {
  const known = new Map(imagePaths.map((path, i) => [path, files?.[i] ?? null]));
  const samples = new Map(dataset?.samples.map((s) => [s.imagePath, s]));
  return (path) => {
    const sample = samples.get(path);
    if (sample?.packed) return sample.packed.container.image(sample.packed.index);
    return known.get(path) ?? sample?.file ?? null;
  };
}

/**
 * A small grey or colour copy of an image as a data URI, at most so many pixels wide and high, or null where there is no such file or it cannot be read: a report never
 * fails over a picture.
 */
export async function thumbnail(source: Picture, most = SIDE): Promise<string | null> {
  try {
    const pixels = typeof source !== 'string' && 'data' in source;
    const { width, height, channels: stored } = pixels ? source : await readImageSize(source);
    const scale = Math.min(1, most / Math.max(width, height));
    const side = (n: number) => Math.max(1, Math.round(n * scale));
    const shape = { size: { width: side(width), height: side(height) }, channels: stored <= 2 ? 1 : 3 } as const;
    const image = pixels ? convertImage(source, shape) : await decodeImage(source, shape);
    const raw = { width: image.width, height: image.height, channels: image.channels };
    const space = image.channels === 1 ? 'b-w' : 'srgb'; // else grey is stored three times
    const bytes = await sharp(image.data, { raw }).toColourspace(space).jpeg({ quality: 82 }).toBuffer();
    return `data:image/jpeg;base64,${bytes.toString('base64')}`;
  } catch {
    return null;
  }
}

/** The examples with their pictures, and a word where some are missing. `pictureOf` answers null for a case whose picture is unknown. */
export async function withThumbnails(
  examples: Examples,
  pictureOf: (imagePath: string) => Picture | null,
): Promise<Examples> {
  let missing = 0;
  const add = (list: readonly Example[]) =>
    Promise.all(
      list.map(async (e) => {
        const picture = pictureOf(e.imagePath);
        const image = picture === null ? null : await thumbnail(picture);
        if (image === null) missing++;
        return { ...e, image };
      }),
    );
  const [falsePositives, falseNegatives, disagreements] = await Promise.all([
    add(examples.falsePositives),
    add(examples.falseNegatives),
    add(examples.disagreements),
  ]);
  const note = missing > 0 ? `${missing} of these images are not where the record says, and are not shown.` : null;
  return { ...examples, falsePositives, falseNegatives, disagreements, note };
}
