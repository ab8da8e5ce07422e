import { expect, test } from 'vitest';
import { CNNS } from '../../src/models/catalog/cnn.ts';
import { DENSE_CATALOG } from '../../src/models/index.ts';
import { expectParity, expectUNetParity, hasGolden, isLarge, NAMES } from './zoo.ts';

test.each(NAMES.filter((name) => hasGolden(name) && !isLarge(name)))(
  "%s is PyTorch's: names, count, logits, gradients",
  expectParity,
);

test("U-Net is PyTorch's: names, logits, gradients, with sides that do not halve evenly", expectUNetParity);

test('every convolutional network and every model for segmentation has a golden', () => {
  const names = Object.keys({ ...CNNS, ...DENSE_CATALOG }) as (keyof typeof CNNS | keyof typeof DENSE_CATALOG)[];
  expect(names.filter((name) => name !== 'unet' && !hasGolden(name))).toEqual([]);
});
