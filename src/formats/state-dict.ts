import type { HostArray } from '../torch/dtype.ts';
import { isHostArray } from './host-array.ts';

/** A state dict as it lies in a checkpoint; its names are as the file has them, prefixes included. */
export interface StateDict {
  readonly tensors: Map<string, HostArray>;
  /** The keys that lead to it, joined by dots; empty when the checkpoint itself is the state dict. */
  readonly foundUnder: string;
  /** Everything else: beside the state dict (epoch, arch, optimizer, …), and what in it is no tensor. */
  readonly extra: Map<string, unknown>;
}

/** Where training scripts put the weights, the likeliest first; an average of the weights yields to the weights. */
const USUAL_KEYS = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
  'backbone',
  'encoder',
  'state_dict_ema',
  'model_ema',
];
const MAX_DEPTH = 4;

/** The tensors of a checkpoint by name; see `findStateDict` for where they were and what else there is. */
export function stateDictOf(tree: unknown): Map<string, HostArray> {
  return findStateDict(tree).tensors;
}

/**
 * Finds the state dict in a checkpoint: under a usual key (`state_dict`, `model`, …), else the checkpoint itself, else
 * the only entry that holds tensors. Strips no prefix.
 * @throws Error that names the keys there are, when there is no state dict or no way to choose.
 */
export function findStateDict(tree: unknown): StateDict {
  const found = search(tree, MAX_DEPTH);
  if (found !== undefined) return found;
  const keys = tree instanceof Map ? [...tree.keys()].map(showKey) : [];
  const candidates = tree instanceof Map ? keys.filter((_, i) => search([...tree.values()][i], MAX_DEPTH - 1)) : [];
  if (candidates.length > 1) throw new Error(`holds several state dicts (${candidates.join(', ')}); save only one`);
  const holds = keys.length > 0 ? `its keys are ${keys.slice(0, 12).join(', ')}` : `it holds ${describe(tree)}`;
  throw new Error(`holds no state dict (${holds}); save model.state_dict() from Python`);
}

function search(tree: unknown, depth: number): StateDict | undefined {
  if (!(tree instanceof Map) || depth === 0) return undefined;
  const under = (key: string): StateDict | undefined => {
    const inner = search(tree.get(key), depth - 1);
    if (inner === undefined) return undefined;
    const beside = [...tree].filter(([k]) => k !== key).map(([k, v]): [string, unknown] => [showKey(k), v]);
    const foundUnder = inner.foundUnder === '' ? key : `${key}.${inner.foundUnder}`;
    return { tensors: inner.tensors, foundUnder, extra: new Map([...beside, ...inner.extra]) };
  };
  for (const key of USUAL_KEYS) {
    const found = under(key);
    if (found !== undefined) return found;
  }
  const entries = [...tree].map(([key, value]): [string, unknown] => [showKey(key), value]);
  const tensors = entries.filter((entry): entry is [string, HostArray] => isHostArray(entry[1]));
  if (tensors.length > 0) {
    const extra = entries.filter(([, value]) => !isHostArray(value));
    return { tensors: new Map(tensors), foundUnder: '', extra: new Map(extra) };
  }
  const holders = [...tree.keys()].filter((key) => typeof key === 'string' && search(tree.get(key), depth - 1));
  return holders.length === 1 ? under(holders[0] as string) : undefined;
}

function showKey(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : describe(key);
}

function describe(value: unknown): string {
  if (isHostArray(value)) return 'a single tensor';
  return Array.isArray(value) ? 'a list' : value === null ? 'None' : `a ${typeof value}`;
}
