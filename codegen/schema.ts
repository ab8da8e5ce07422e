/** One argument of an operator, as its schema declares it. */
export interface Argument {
  readonly name: string;
  /** Base type without `?`, list brackets and alias marks: Tensor, int, float, bool, Scalar, str, ScalarType … */
  readonly type: string;
  readonly list: boolean;
  /** A list of fixed length also takes one number. */
  readonly fixedLength: boolean;
  readonly optional: boolean;
  readonly hasDefault: boolean;
  readonly keywordOnly: boolean;
}

export interface Schema {
  readonly name: string;
  readonly overload: string;
  readonly args: readonly Argument[];
  readonly returns: readonly string[];
  /** Writes into its first argument, so the result is that argument. */
  readonly inPlace: boolean;
}

/** Splits at commas outside brackets. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of text) {
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (c === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += c;
    }
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

function parseArgument(text: string, keywordOnly: boolean): Argument {
  const match = /^(\w+)(\([^)]*\))?(\?)?(\[\d*\])?(\?)?\s+(\w+)(=.*)?$/.exec(text);
  if (match === null) throw new Error(`cannot read the argument "${text}"`);
  const [, type, , innerOptional, brackets, outerOptional, name, fallback] = match;
  return {
    name: name!,
    type: type! === 'SymInt' ? 'int' : type!,
    list: brackets !== undefined,
    fixedLength: brackets !== undefined && brackets !== '[]',
    // `Tensor?[]` is a list whose items may be missing; `int[]?` a list that may be missing
    optional:
      brackets === undefined ? innerOptional !== undefined || outerOptional !== undefined : outerOptional !== undefined,
    hasDefault: fallback !== undefined,
    keywordOnly,
  };
}

/** Reads a schema such as `add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`. */
export function parseSchema(text: string): Schema {
  const match = /^(\w+)(?:\.(\w+))?\((.*)\) -> (.*)$/.exec(text);
  if (match === null) throw new Error(`cannot read the schema "${text}"`);
  const [, name, overload = '', inside, results] = match;
  const args: Argument[] = [];
  let keywordOnly = false;
  for (const part of splitArguments(inside!)) {
    if (part === '*') keywordOnly = true;
    else args.push(parseArgument(part, keywordOnly));
  }
  const returns = splitArguments(results!.startsWith('(') ? results!.slice(1, -1) : results!).map((r) =>
    r.replace(/\([^)]*\)/, '').replace(/ \w+$/, ''),
  );
  return { name: name!, overload, args, returns, inPlace: name!.endsWith('_') && !name!.endsWith('__') };
}
