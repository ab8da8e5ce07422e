/** The models by name: facts only, so that listing them loads no engine. Each has its builder in `registry.ts`. */
import { nearest } from '../nearest.ts';
import { CNNS } from './cnn.ts';
import { DENSE } from './dense.ts';
import type { ModelInfo } from './info.ts';
import { VITS } from './vit.ts';

export type { ModelInfo } from './info.ts';
export { listTextModels, TEXT_CATALOG, type TextModelInfo, type TextModelName } from './text.ts';

/** Classifiers, which `createModel` builds. */
export const CATALOG = { ...CNNS, ...VITS } satisfies Record<string, ModelInfo>;
/** Models that predict a map per pixel, which `createDenseModel` builds. */
export const DENSE_CATALOG = DENSE;

export type ModelName = keyof typeof CATALOG;
export type DenseModelName = keyof typeof DENSE_CATALOG;

/** All models, in the order of the catalogue. */
export function listModels(): (ModelInfo & { readonly name: ModelName | DenseModelName })[] {
  const all: Readonly<Record<ModelName | DenseModelName, ModelInfo>> = { ...CATALOG, ...DENSE_CATALOG };
  return Object.entries(all).map(([name, info]) => ({ name: name as ModelName | DenseModelName, ...info }));
}

/** @throws RangeError that names the nearest classifier where there is none of that name. */
export function modelName(name: string): ModelName {
  if (Object.hasOwn(CATALOG, name)) return name as ModelName;
  if (Object.hasOwn(DENSE_CATALOG, name)) {
    throw new RangeError(`"${name}" predicts a map per pixel and no class: it is a model for segmentation`);
  }
  throw unknown(name, Object.keys(CATALOG));
}

/** @throws RangeError that names the nearest model for segmentation where there is none of that name. */
export function denseModelName(name: string): DenseModelName {
  if (Object.hasOwn(DENSE_CATALOG, name)) return name as DenseModelName;
  throw unknown(name, Object.keys(DENSE_CATALOG));
}

/** @throws RangeError as `modelName` does. */
export function modelInfo(name: string): ModelInfo {
  return CATALOG[modelName(name)];
}

/** @throws RangeError as `denseModelName` does. */
export function denseModelInfo(name: string): ModelInfo {
  return DENSE_CATALOG[denseModelName(name)];
}

function unknown(name: string, names: readonly string[]): RangeError {
  return new RangeError(`no model "${name}"; did you mean "${nearest(name, names)}"? There are ${names.join(', ')}`);
}
