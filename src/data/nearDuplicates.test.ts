import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { dataFolder } from '../../test/helpers/dataFolder.ts';
import { random } from '../stats/random.ts';
import { inspectDataset, openDataset } from './index.ts';

/** Soft blobs: another picture for each number. */
function picture(number: number, side = 96): Buffer {
  const rng = random('picture', number);
  const blobs = Array.from({ length: 12 }, () => [rng.uniform(0, side), rng.uniform(0, side), rng.uniform(-90, 90)]);
  return Buffer.from(
    Uint8Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return 120 + blobs.reduce((sum, [bx, by, h]) => sum + h! * Math.exp(-((x - bx!) ** 2 + (y - by!) ** 2) / 200), 0);
    }),
  );
}
const stored = (number: number) =>
  sharp(picture(number), { raw: { width: 96, height: 96, channels: 1 } }).toColourspace('b-w');

test('a copy that was saved, brightened or shrunk is found across splits, with its conflict; strangers are not', async () => {
  const root = dataFolder({
    'labels.csv': `file,label,split\n${['0.png,0,train', '1.png,1,train', '2.png,0,train', '3.png,1,test', 'a.jpg,1,test', 'b.png,1,test', 'c.png,0,train'].join('\n')}\n`,
  });
  for (const n of [0, 1, 2, 3])
    await stored(n)
      .png()
      .toFile(join(root, `${n}.png`));
  await stored(0).jpeg({ quality: 60 }).toFile(join(root, 'a.jpg')); // another label than 0.png
  await stored(1).resize(64, 64).linear(0.9, 10).png().toFile(join(root, 'b.png'));
  await stored(2).jpeg({ quality: 60 }).toFile(join(root, 'c.png')); // in the same split: no leak
  const { nearDuplicates, duplicates } = await inspectDataset(openDataset(root));
  expect(duplicates).toEqual([]);
  expect(nearDuplicates!.map((p) => p.imagePaths).sort()).toEqual([
    ['0.png', 'a.jpg'],
    ['1.png', 'b.png'],
  ]);
  const found = nearDuplicates!.find((p) => p.imagePaths[0] === '0.png')!;
  expect(found).toMatchObject({ splits: ['train', 'test'], labels: ['0', '1'] });
  expect(found.correlation).toBeGreaterThan(0.98);
});

const shared = resolve(import.meta.dirname, '../../../shared/data');
const pneumonia = join(shared, 'pneumoniamnist_28.npz');
test.skipIf(!existsSync(pneumonia))(
  'PneumoniaMNIST: 8 exact train–validation duplicates (skipped where ../shared/data is absent)',
  async () => {
    const { duplicates, nearDuplicates } = await inspectDataset(openDataset(pneumonia), { sizeSample: 5 });
    const across = duplicates.filter((d) => d.splits.length > 1);
    expect(across).toHaveLength(8);
    expect(across.every((d) => d.splits.join() === 'train,val')).toBe(true);
    expect(nearDuplicates!.length).toBeLessThanOrEqual(2);
  },
);
