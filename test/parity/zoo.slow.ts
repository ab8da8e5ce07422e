import { test } from 'vitest';
import { expectParity, hasGolden, isLarge, NAMES } from './zoo.ts';

const names = NAMES.filter((name) => hasGolden(name) && isLarge(name));

test.each(names)("%s is PyTorch's: names, count, logits, gradients", expectParity);
