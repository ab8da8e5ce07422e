import { fromHost, type HostArray, scope, Tensor } from '../torch/index.ts';
import { Buffer, type Parameter } from './parameter.ts';

export interface LoadOptions {
  /** Refuse missing and unexpected tensors (default). */
  strict?: boolean;
}

export interface LoadReport {
  /** In both: copied. */
  readonly loaded: readonly string[];
  /** In the module only: left as they were. */
  readonly missing: readonly string[];
  /** In the given state only: ignored. */
  readonly unexpected: readonly string[];
}

/** Copies `source` into `own`, name by name, after all names and shapes were checked. */
export function loadState(
  module: string,
  own: ReadonlyMap<string, Parameter | Buffer>,
  source: ReadonlyMap<string, Tensor | HostArray>,
  options: LoadOptions,
): LoadReport {
  const loaded = [...own.keys()].filter((name) => source.has(name));
  const missing = [...own].filter(([name, tensor]) => !source.has(name) && !isOptional(tensor)).map(([name]) => name);
  const unexpected = [...source.keys()].filter((name) => !own.has(name));

  const problems: string[] = [];
  if (options.strict ?? true) {
    if (missing.length > 0) problems.push(`${missing.length} missing (${few(missing)})`);
    if (unexpected.length > 0) problems.push(`${unexpected.length} unexpected (${few(unexpected)})`);
  }
  const misshapen = loaded.filter((name) => String(own.get(name)!.shape) !== String(source.get(name)!.shape));
  if (misshapen.length > 0) {
    const show = (name: string) => `${name} [${source.get(name)!.shape}] for [${own.get(name)!.shape}]`;
    problems.push(`${misshapen.length} of another shape (${few(misshapen.map(show))})`);
  }
  if (problems.length > 0) throw new Error(`state does not fit ${module}: ${problems.join('; ')}`);

  for (const name of loaded) {
    const value = source.get(name)!;
    scope(() => own.get(name)!.assign(value instanceof Tensor ? value : fromHost(value)));
  }
  return { loaded, missing, unexpected };
}

function isOptional(tensor: Parameter | Buffer): boolean {
  return tensor instanceof Buffer && tensor.optional;
}

function few(names: readonly string[]): string {
  return names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
}
