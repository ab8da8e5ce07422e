import { test } from 'vitest';
import { expectConformance } from '../../test/helpers/zooConformance.ts';
import { MODELS } from './index.ts';

const heavy = [...MODELS].filter(([, { parameters, gmacs }]) => parameters >= 12e6 || gmacs >= 4).map(([name]) => name);

test.runIf(heavy.length > 0).each(heavy)('%s keeps the promises of the registry', expectConformance);
