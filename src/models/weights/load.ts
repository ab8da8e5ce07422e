import { Buffer, type Parameter } from '../../nn/index.ts';
import { cat, fromHost, type HostArray, noGrad, scope, type Tensor } from '../../torch/index.ts';
import { type AdaptedWeight, adaptChannels, adaptUnitAxes } from './adapt.ts';
import { locate, type WeightsTarget } from './locate.ts';

export type { WeightsTarget } from './locate.ts';

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
 * and whichever older version or other library named them. A classifier of another number of classes stays fresh; the
 * first convolution is summed to one channel or spread over three; the rest is up to the model's `adaptWeight`. A model
 * around an encoder takes checkpoints of the encoder alone.
 * @throws Error of one line when this is a checkpoint of another model or width; nothing is changed then.
 */
export function loadWeights(
  model: WeightsTarget,
  weights: ReadonlyMap<string, HostArray>,
  options: WeightsOptions = {},
): WeightsReport {
  const { classifier, otherHeads = [] } = model.weightLayout;
  const heads = [classifier, ...otherHeads];
  const own = model.stateDict();
  const { part, prefix, find } = locate(model, own, [...weights.keys()]);

  const matched: string[] = [];
  const adapted: string[] = [];
  const missing: string[] = [];
  const clashes: string[] = [];
  const reasons = new Map<string, string>();
  const loads = new Map<Parameter | Buffer, HostArray>();
  const used = new Set<string>();
  const leave = (name: string, reason: string) => {
    missing.push(name);
    reasons.set(name, reason);
  };

  for (const [name, target] of own) {
    const keys = find(name);
    const isHead = heads.some((head) => name.startsWith(`${head}.`));
    if (keys === undefined) {
      if (!(target instanceof Buffer && target.optional)) leave(name, 'not in the checkpoint');
      continue;
    }
    for (const key of keys) used.add(key);
    const source = joined(keys.map((key) => weights.get(key)!));
    const sameShape = String(source.shape) === String(target.shape);
    if (isHead && options.newHead) {
      leave(name, 'a new head was asked for');
    } else if (sameShape) {
      matched.push(name);
      loads.set(target, source);
    } else if (isHead && classesOf(source, target) !== target.shape[0]) {
      leave(name, `the checkpoint has ${classesOf(source, target)} classes, the model ${target.shape[0]}`);
    } else {
      const change = adaptedTo(model, name, source, target);
      if (change === undefined) {
        clashes.push(`${name} is [${source.shape}] and not [${target.shape}]`);
        continue;
      }
      adapted.push(name);
      reasons.set(name, change.reason);
      loads.set(target, change.weight);
    }
  }
  const unexpected = [...weights.keys()].filter((name) => !used.has(name));
  for (const name of unexpected) reasons.set(name, 'not in the model');

  const size = [...part.namedParameters()].length;
  refuseAnotherModel(model.constructor.name, size, [...weights.keys()], loads.size, clashes);
  for (const [target, source] of loads) scope(() => target.assign(fromHost(source)));
  return { matched, adapted, missing, unexpected, reasons, prefix };
}

/** The first axis, or the one after it where an axis of 1 stands before those of `target`. */
function classesOf(source: HostArray, target: Tensor): number | undefined {
  const extra = source.shape.length > target.ndim && source.shape[0] === 1;
  return source.shape[extra ? 1 : 0];
}

/** Several tensors that are one in the model, joined along their first axis. */
function joined(parts: readonly HostArray[]): HostArray {
  if (parts.length === 1) return parts[0]!;
  const rest = (part: HostArray) => String(part.shape.slice(1));
  if (parts.some((part) => part.shape.length === 0 || rest(part) !== rest(parts[0]!))) return parts[0]!;
  return scope(() => cat(parts.map(fromHost), { dim: 0 }).toHost());
}

function adaptedTo(model: WeightsTarget, name: string, source: HostArray, target: Tensor) {
  return scope(() =>
    noGrad(() => {
      const weight = fromHost(source);
      const isFirst = name === `${model.weightLayout.firstConv}.weight`;
      const change: AdaptedWeight | undefined =
        model.adaptWeight?.(name, weight, target) ??
        (isFirst ? adaptChannels(weight, target.shape) : undefined) ??
        adaptUnitAxes(weight, target.shape);
      if (change === undefined || String(change.weight.shape) !== String(target.shape)) return undefined;
      return { weight: change.weight.toHost(), reason: change.reason };
    }),
  );
}

function refuseAnotherModel(
  kind: string,
  size: number,
  names: readonly string[],
  found: number,
  clashes: readonly string[],
): void {
  let problem = '';
  if (found + clashes.length === 0) problem = `none of its ${names.length} tensors (${few(names)}) fits`;
  else if (found + clashes.length < size / 2) problem = `only ${found} of its ${names.length} tensors fit`;
  if (problem !== '') throw new Error(`this is a checkpoint of another model than ${kind}: ${problem}`);
  if (clashes.length === 0) return;
  throw new Error(`this is a checkpoint of another width or depth than this ${kind}: ${few(clashes)}`);
}

function few(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? `, and ${names.length - 3} more` : '');
}
