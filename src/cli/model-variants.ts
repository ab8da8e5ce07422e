import { mergedOptions } from '../study/index.ts';
import { UsageError } from './command.ts';

type Options = Readonly<Record<string, unknown>>;

/** A model to train, and the options that are its alone. */
export interface ModelVariant {
  /** As it was asked for, and as it is called in the study: `unet:segmentation.baseWidth=16`. */
  readonly name: string;
  readonly model: string;
  readonly options: Options;
}

/** The `variants` of a configuration: options by name. @throws one line that names the file where they are anything else. */
export function variantsIn(value: unknown, file: string): Readonly<Record<string, Options>> {
  const isOptions = (x: unknown): x is Options => typeof x === 'object' && x !== null && !Array.isArray(x);
  if (value === undefined) return {};
  if (isOptions(value) && Object.values(value).every(isOptions)) return value as Record<string, Options>;
  throw new Error(`${file}: variants: must be options by name, as { "wide": { "segmentation": { "baseWidth": 96 } } }`);
}

/** Variants that need no configuration to name them. */
const KNOWN: Readonly<Record<string, Options>> = {
  /** The transformer of a hybrid does nothing: what of its result is the CNN's. */
  identity: { segmentation: { transformer: 'identity' } },
};

/** The same for all by the rules of the study, so that no variant may have its own. */
const SHARED = ['task', 'model', 'epochs', 'maxSeconds', 'seed', 'splitSeed', 'valFraction', 'trainFraction'];

/**
 * `MODEL`, or `MODEL:VARIANT[:VARIANT…]`. A variant is a name (of the configuration's `variants`, or a known one) or one training
 * option, `lr=1e-4`, `segmentation.baseWidth=16`. @throws UsageError that says what there is.
 */
export function modelVariant(text: string, variants: Readonly<Record<string, Options>> = {}): ModelVariant {
  const [model, ...parts] = text.split(':') as [string, ...string[]];
  const known = { ...KNOWN, ...variants };
  let options: Options = {};
  for (const part of parts) {
    const [key, value] = splitAtEquals(part);
    const own = value === null ? known[key] : nested(key.split('.'), parsed(value));
    if (own === undefined) {
      const names = Object.keys(known).join(', ');
      throw new UsageError(
        `--models ${text}: there is no variant "${part}"; there are ${names}; name others in the configuration's "variants", or write key=value`,
      );
    }
    options = mergedOptions(options, own);
  }
  const shared = Object.keys(options).find((key) => SHARED.includes(key));
  if (shared !== undefined) throw new UsageError(`--models ${text}: ${shared} is the same for all models of a study`);
  return { name: text, model, options };
}

function splitAtEquals(part: string): [key: string, value: string | null] {
  const at = part.indexOf('=');
  return at < 0 ? [part, null] : [part.slice(0, at), part.slice(at + 1)];
}

/** Numbers, booleans and null as JSON has them; all else is a word. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const nested = (keys: readonly string[], value: unknown): Options => {
  const [first, ...rest] = keys as [string, ...string[]];
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
};
