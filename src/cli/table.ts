/** Columns as wide as their widest cell, two blanks between; numbers, given in `right`, end at the same place. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((r) => (r[c] ?? '').length)));
  const cellOf = (cell: string, c: number) => (right.includes(c) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!));
  return rows.map((row) => row.map(cellOf).join('  ').trimEnd()).join('\n');
}

/** Three decimals, a true minus sign, `-` for what is undefined. */
export function decimal(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '-';
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** `0.833 (0.764–0.889)`. */
export function withInterval({ value, low, high }: { value: number | null; low: number | null; high: number | null }) {
  if (value === null) return '-';
  if (low === null || high === null) return decimal(value);
  return `${decimal(value)} (${decimal(low)}–${decimal(high)})`;
}

/** `0.012`, or `<0.001`. */
export const pValue = (p: number | null) => (p === null ? '-' : p < 0.001 ? '<0.001' : p.toFixed(3));

/** Breaks a text at blanks into lines of at most `width`. */
export function wrap(text: string, width = 92): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
