/** An int as a number where that is exact, else as a bigint. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Decimal digits; protocols 0 and 1 also spell booleans as 00 and 01. */
export function parseInteger(text: string, maybeBoolean: boolean): number | bigint | boolean {
  if (maybeBoolean && (text === '00' || text === '01')) return text === '01';
  if (!/^-?\d{1,2400}$/.test(text)) throw new RangeError('an integer is malformed');
  return narrow(BigInt(text));
}

/** Python's repr of a str: quotes, and backslash escapes. */
export function unquote(text: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted === null) throw new RangeError('a string has no quotes');
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };
  return quoted[2]!.replace(/\\(x([0-9a-fA-F]{2})|.)/gs, (all, code: string, hex?: string) => {
    return hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : (plain[code] ?? all);
  });
}

/** Python's raw-unicode-escape: \uXXXX and \UXXXXXXXX, nothing else. */
export function unescapeUnicode(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) =>
    String.fromCodePoint(parseInt((short ?? long)!, 16)),
  );
}
