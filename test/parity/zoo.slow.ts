import { test } from 'vitest';
import { MODELS } from '../../src/models/index.ts';
import { expectParity, hasGolden, isLarge } from './zoo.ts';

const names = [...MODELS.keys()].filter((name) => hasGolden(name) && isLarge(name));

test.each(names)("%s is PyTorch's: names, count, logits, gradients", expectParity);
