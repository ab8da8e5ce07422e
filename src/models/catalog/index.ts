/** The models by name: facts only, so that listing them loads no engine. Each has its builder in `registry.ts`. */
import { nearest } from '../nearest.ts';
import { CNNS } from './cnn.ts';
import type { ModelInfo } from './info.ts';
import { VITS } from './vit.ts';

export type { ModelInfo } from './info.ts';

export const CATALOG = { ...CNNS, ...VITS } satisfies Record<string, ModelInfo>;

export type ModelName = keyof typeof CATALOG;

/** All models, in the order of the catalogue. */
export function listModels(): (ModelInfo & { readonly name: ModelName })[] {
  return Object.entries(CATALOG).map(([name, info]) => ({ name: name as ModelName, ...info }));
}

/** @throws RangeError that names the nearest model where there is none of that name. */
export function modelName(name: string): ModelName {
  if (Object.hasOwn(CATALOG, name)) return name as ModelName;
  const names = Object.keys(CATALOG);
  throw new RangeError(`no model "${name}"; did you mean "${nearest(name, names)}"? There are ${names.join(', ')}`);
}

/** @throws RangeError as `modelName` does. */
export function modelInfo(name: string): ModelInfo {
  return CATALOG[modelName(name)];
}
