import type { AnyModule } from '../../nn/index.ts';
import type { ImageClassifier, WeightLayout } from '../classifier.ts';
import { commonPrefix, renameAll } from './names.ts';

/** What weights can be loaded into. */
export interface WeightsTarget extends AnyModule {
  readonly weightLayout: WeightLayout;
  readonly adaptWeight?: ImageClassifier['adaptWeight'];
}

/** Which part of a model a checkpoint is of, and where each of its tensors lies in it. */
export interface Located {
  /** The model, or its encoder. */
  readonly part: AnyModule;
  /** What stands before every name of the checkpoint. */
  readonly prefix: string;
  /** The checkpoint's names for a tensor of the model; several are joined. */
  readonly find: (name: string) => readonly string[] | undefined;
}

/** Takes the checkpoint as one of the whole model or of its encoder, whichever knows more of its names. */
export function locate(model: WeightsTarget, own: ReadonlyMap<string, unknown>, names: readonly string[]): Located {
  const { encoder, renames = [] } = model.weightLayout;
  const sources = renameAll(names, renames);
  const { prefix, found } = commonPrefix(sources.keys(), own);
  // A wrapper around the body alone leaves the head without its prefix.
  const find = (name: string) => sources.get(prefix + name) ?? sources.get(name);
  if (encoder === undefined) return { part: model, prefix, find };

  const start = `${encoder.path}.`;
  const inner = renameAll(names, encoder.renames ?? []);
  const known = commonPrefix(inner.keys(), { has: (name) => own.has(start + name) });
  if (known.found <= found) return { part: model, prefix, find };
  return {
    part: model.module(encoder.path),
    prefix: known.prefix,
    find: (name) => (name.startsWith(start) ? inner.get(known.prefix + name.slice(start.length)) : undefined),
  };
}
