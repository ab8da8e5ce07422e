/** The models by name: facts only, so that listing them loads no engine. Each has its builder in `registry.ts`. */
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
  const nearest = names.reduce((best, other) => (distance(name, other) < distance(name, best) ? other : best));
  throw new RangeError(`no model "${name}"; did you mean "${nearest}"? There are ${names.join(', ')}`);
}

/** @throws RangeError as `modelName` does. */
export function modelInfo(name: string): ModelInfo {
  return CATALOG[modelName(name)];
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
