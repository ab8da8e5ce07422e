import { CATALOG } from '../catalog/index.ts';
import { nearest } from '../nearest.ts';

import { PRETRAINED } from './table.ts';
import type { PretrainedWeights } from './types.ts';

export { type ObtainedWeights, type ObtainOptions, obtainWeights, weightsDir } from './obtain.ts';
export type { Preprocessing, PretrainedWeights } from './types.ts';

/** All weights that have a name, of models that there are. */
export function listPretrained(): PretrainedWeights[] {
  return PRETRAINED.filter(({ model }) => Object.hasOwn(CATALOG, model));
}

/** Weights by name, e.g. `densenet121.torchvision`; undefined where there are none of that name. */
export function findPretrained(name: string): PretrainedWeights | undefined {
  return listPretrained().find((weights) => weights.name === name);
}

/** The name that is most like `name`, for a message. */
export function nearestPretrained(name: string): string {
  return nearest(
    name,
    listPretrained().map((weights) => weights.name),
  );
}
