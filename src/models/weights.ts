import { Buffer, type Parameter } from '../nn/index.ts';
import { fromHost, type HostArray, scope, type Tensor } from '../torch/index.ts';
import type { ImageClassifier } from './classifier.ts';

export interface WeightsOptions {
  /** Keep the model's own classifier even where the checkpoint's has as many classes. */
  newHead?: boolean;
}

/** What became of each tensor. Names are the model's, those of `unexpected` the checkpoint's. */
export interface WeightsReport {
  readonly matched: readonly string[];
  /** Loaded after a change, e.g. the first convolution summed to one channel. */
  readonly adapted: readonly string[];
  /** Left as initialised. */
  readonly missing: readonly string[];
  /** In the checkpoint, but not in the model. */
  readonly unexpected: readonly string[];
  /** Why, for each name that is adapted, missing or unexpected. */
  readonly reasons: ReadonlyMap<string, string>;
  /** What stood before every name of the checkpoint, e.g. `module.densenet121.`. */
  readonly prefix: string;
}

/**
 * Loads a checkpoint's weights into `model`, whatever wrapper put a prefix before their names (`module.`, `model.` …)
 * and whichever older version named them. The classifier stays as it is where the numbers of classes differ; the first
 * convolution is summed to one channel, or spread over three.
 * @throws Error that says so when this is a checkpoint of another model; nothing is changed then.
 */
export function loadWeights(
  model: ImageClassifier,
  weights: ReadonlyMap<string, HostArray>,
  options: WeightsOptions = {},
): WeightsReport {
  const { firstConv, classifier, renames = [] } = model.weightLayout;
  const own = model.stateDict();
  const modern = new Map([...weights.keys()].map((name) => [renamed(name, renames), name]));
  const prefix = commonPrefix([...modern.keys()], own);

  const matched: string[] = [];
  const adapted: string[] = [];
  const missing: string[] = [];
  const clashes: string[] = [];
  const reasons = new Map<string, string>();
  const loads: [target: Parameter | Buffer, source: HostArray, change: Change][] = [];
  const used = new Set<string>();

  for (const [name, target] of own) {
    const key = modern.get(prefix + name);
    const isHead = name.startsWith(`${classifier}.`);
    if (key === undefined) {
      if (target instanceof Buffer && target.optional) continue;
      missing.push(name);
      reasons.set(name, 'not in the checkpoint');
      continue;
    }
    used.add(key);
    const source = weights.get(key)!;
    const sameShape = String(source.shape) === String(target.shape);
    const change = name === `${firstConv}.weight` ? channelChange(source.shape, target.shape) : undefined;
    if (isHead && (options.newHead || !sameShape)) {
      missing.push(name);
      reasons.set(name, options.newHead ? 'a new head was asked for' : headReason(source.shape, target.shape));
    } else if (sameShape) {
      matched.push(name);
      loads.push([target, source, keep]);
    } else if (change !== undefined) {
      adapted.push(name);
      reasons.set(name, change.reason);
      loads.push([target, source, change.apply]);
    } else {
      clashes.push(`${name} [${source.shape}] for [${target.shape}]`);
    }
  }
  const unexpected = [...weights.keys()].filter((name) => !used.has(name));
  for (const name of unexpected) reasons.set(name, 'not in the model');

  refuseAnotherModel(model, [...weights.keys()], loads.length, clashes);
  for (const [target, source, apply] of loads) scope(() => target.assign(apply(fromHost(source))));
  return { matched, adapted, missing, unexpected, reasons, prefix };
}

type Change = (weight: Tensor) => Tensor;
const keep: Change = (weight) => weight;

function renamed(name: string, renames: readonly (readonly [RegExp, string])[]): string {
  return renames.reduce((changed, [pattern, replacement]) => changed.replace(pattern, replacement), name);
}

/** The prefix under which most names are the model's. */
function commonPrefix(names: readonly string[], own: ReadonlyMap<string, unknown>): string {
  const votes = new Map<string, number>();
  for (const name of names) {
    for (let at = 0; at >= 0; at = nextPart(name, at)) {
      if (own.has(name.slice(at))) votes.set(name.slice(0, at), (votes.get(name.slice(0, at)) ?? 0) + 1);
    }
  }
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), ['', 0] as [string, number])[0];
}

function nextPart(name: string, at: number): number {
  const dot = name.indexOf('.', at);
  return dot < 0 ? -1 : dot + 1;
}

/** [O, 3, …] ↔ [O, 1, …], such that a grey image repeated to three channels gives the same. */
function channelChange(from: readonly number[], to: readonly number[]): { reason: string; apply: Change } | undefined {
  const rest = (shape: readonly number[]) => String([shape[0], ...shape.slice(2)]);
  if (from.length !== to.length || rest(from) !== rest(to)) return undefined;
  if (from[1] === 3 && to[1] === 1) {
    return { reason: 'summed from 3 input channels to 1', apply: (w) => w.sum({ dim: 1, keepdim: true }) };
  }
  if (from[1] === 1 && to[1] === 3) {
    return { reason: 'spread from 1 input channel over 3', apply: (w) => w.repeat([1, 3, 1, 1]).div(3) };
  }
  return undefined;
}

function headReason(from: readonly number[], to: readonly number[]): string {
  return from[0] === to[0]
    ? `the checkpoint's head is [${from}], the model's [${to}]`
    : `the checkpoint has ${from[0]} classes, the model ${to[0]}`;
}

function refuseAnotherModel(
  model: ImageClassifier,
  names: readonly string[],
  found: number,
  clashes: readonly string[],
): void {
  const body = [...model.namedParameters()].length;
  let reason = '';
  if (found === 0) reason = `none of its ${names.length} tensors (${few(names)}) fits`;
  else if (clashes.length > 0) reason = `${clashes.length} tensors have other shapes (${few(clashes)})`;
  else if (found < body / 2) reason = `only ${found} of its ${names.length} tensors fit`;
  if (reason !== '') throw new Error(`this is a checkpoint of another model than ${model.constructor.name}: ${reason}`);
}

function few(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
}
