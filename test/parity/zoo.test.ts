import { expect, test } from 'vitest';
import { CNNS } from '../../src/models/catalog/cnn.ts';
import { MODELS } from '../../src/models/index.ts';
import { expectParity, expectUNetParity, hasGolden, isLarge } from './zoo.ts';

const names = [...MODELS.keys()].filter(hasGolden);

test.each(names.filter((name) => !isLarge(name)))("%s is PyTorch's: names, count, logits, gradients", expectParity);

test("U-Net is PyTorch's: names, logits, gradients, with sides that do not halve evenly", expectUNetParity);

test('every convolutional network has a golden', () => {
  const cnns = Object.keys(CNNS) as (keyof typeof CNNS)[];
  expect(cnns.filter((name) => !hasGolden(name))).toEqual([]);
});
