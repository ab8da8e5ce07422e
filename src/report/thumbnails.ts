import { existsSync } from 'node:fs';
import { decodeImage, readImageSize } from '../image/index.ts';
import { sharp } from '../image/sharp.ts';
import type { Example, Examples } from './data.ts';

const SIDE = 200;

/**
 * A small grey or colour copy of an image file as a data URI, or null where there is no such file or it cannot be read: a report never
 * fails over a picture.
 */
export async function thumbnail(file: string): Promise<string | null> {
  if (!existsSync(file)) return null;
  try {
    const { width, height, channels: stored } = await readImageSize(file);
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const side = (n: number) => Math.max(1, Math.round(n * scale));
    const channels = stored <= 2 ? 1 : 3;
    const image = await decodeImage(file, { size: { width: side(width), height: side(height) }, channels });
    const raw = { width: image.width, height: image.height, channels: image.channels };
    const space = image.channels === 1 ? 'b-w' : 'srgb'; // else grey is stored three times
    const bytes = await sharp(image.data, { raw }).toColourspace(space).jpeg({ quality: 82 }).toBuffer();
    return `data:image/jpeg;base64,${bytes.toString('base64')}`;
  } catch {
    return null;
  }
}

/** The examples with their pictures, and a word where some are missing. `fileOf` answers null for a case without a known file. */
export async function withThumbnails(
  examples: Examples,
  fileOf: (imagePath: string) => string | null,
): Promise<Examples> {
  let missing = 0;
  const add = (list: readonly Example[]) =>
    Promise.all(
      list.map(async (e) => {
        const file = fileOf(e.imagePath);
        const image = file === null ? null : await thumbnail(file);
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
