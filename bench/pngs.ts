import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { writePhantomDataset } from '../src/data/phantom/index.ts';

const REAL = resolve(import.meta.dirname, '../../shared/data/nih_cxr320/images');

/**
 * Grey PNGs of 1,024 × 1,024 in `dir`, about 400 kB each as NIH's originals are: real X-rays enlarged, with noise of one
 * grey level in place of the detail that they lack; phantoms where there are none.
 */
export async function makePngs(dir: string, count: number): Promise<'enlarged X-rays' | 'phantoms'> {
  if (!existsSync(REAL)) {
    await writePhantomDataset({ out: dir, count, size: 1024, seed: 0 });
    return 'phantoms';
  }
  mkdirSync(join(dir, 'images'), { recursive: true });
  const names = readdirSync(REAL).sort().slice(0, count);
  const noise = await sharp({
    create: {
      width: 1024,
      height: 1024,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 1 },
    },
  })
    .extractChannel(0)
    .raw()
    .toBuffer();
  for (const [i, name] of names.entries()) {
    const image = await sharp(join(REAL, name)).removeAlpha().resize(1024, 1024).toColourspace('b-w').raw().toBuffer();
    const shift = i * 7919; // another stretch of the noise for each image
    for (let p = 0; p < image.length; p++) {
      image[p] = Math.min(255, Math.max(0, image[p]! + noise[(p + shift) % noise.length]! - 128));
    }
    await sharp(image, { raw: { width: 1024, height: 1024, channels: 1 } })
      .toColourspace('b-w') // else it writes RGB
      .png({ adaptiveFiltering: true })
      .toFile(join(dir, 'images', name));
  }
  return 'enlarged X-rays';
}
