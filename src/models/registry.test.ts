import { expect, test } from 'vitest';
import { expectConformance } from '../../test/helpers/zooConformance.ts';
import { CATALOG, createModel, listModels, MODELS } from './index.ts';

/** The others run in registry.slow.ts. */
const quick = [...MODELS].filter(([, { parameters, gmacs }]) => parameters < 12e6 && gmacs < 4).map(([name]) => name);

test.each(quick)('%s keeps the promises of the registry', expectConformance);

test('every model of the catalogue has a builder, and nothing else has', () => {
  expect([...MODELS.keys()].sort()).toEqual(Object.keys(CATALOG).sort());
});

test('an unknown name is answered with the nearest', () => {
  expect(() => createModel('densnet-121', { numClasses: 2 })).toThrow(
    'no model "densnet-121"; did you mean "densenet121"?',
  );
  expect(listModels().find((m) => m.name === 'densenet121')).toMatchObject({ defaultImageSize: 224 });
});

test('an image size that cannot be taken is refused in one line, when building and when running', () => {
  expect(() => createModel('densenet121', { numClasses: 2, imageSize: 16 })).toThrow(
    'densenet121 takes images of at least 29 × 29 pixels, not 16 × 16',
  );
});
