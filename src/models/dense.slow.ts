import { test } from 'vitest';
import { expectDenseConformance } from '../../test/helpers/denseConformance.ts';
import { DENSE_CATALOG, type DenseModelName } from './index.ts';

test.each(Object.keys(DENSE_CATALOG) as DenseModelName[])(
  '%s keeps the promises of the registry',
  expectDenseConformance,
);
