import { expect, test } from 'vitest';
import { CNNS } from '../../src/models/catalog/cnn.ts';
import { DENSE_CATALOG, type DenseModelName } from '../../src/models/index.ts';
import { expectNarrowParity, expectParity, hasGolden, isLarge, NAMES, NARROW } from './zoo.ts';

test.each(NAMES.filter((name) => hasGolden(name) && !isLarge(name)))(
  "%s is PyTorch's: names, count, logits, gradients",
  expectParity,
);

test.each([...NARROW.keys()])("%s is PyTorch's when narrow: names, logits, gradients", expectNarrowParity);

test('every convolutional network and every model for segmentation has a golden', () => {
  const names = Object.keys({ ...CNNS, ...DENSE_CATALOG }) as (keyof typeof CNNS | keyof typeof DENSE_CATALOG)[];
  expect(names.filter((name) => !NARROW.has(name as DenseModelName) && !hasGolden(name))).toEqual([]);
});
