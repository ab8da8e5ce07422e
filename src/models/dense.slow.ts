import { test } from 'vitest';
import { expectDenseConformance, expectSameWithCheckpointing } from '../../test/helpers/denseConformance.ts';
import { DENSE_CATALOG, type DenseModelName } from './index.ts';

const names = Object.keys(DENSE_CATALOG) as DenseModelName[];

test.each(names)('%s keeps the promises of the registry', expectDenseConformance);

test.each(names)('%s learns the same with gradient checkpointing', expectSameWithCheckpointing);
