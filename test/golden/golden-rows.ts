import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One golden row: a number under each column name, `null` where it is undefined. */
export type GoldenRow = Record<string, number | null>;

/** Reads a golden of named columns (written by `write` of metrics/cases.py). */
export function goldenRows(name: string): GoldenRow[] {
  const { columns, rows } = JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as {
    columns: string[];
    rows: (number | null)[][];
  };
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]!])));
}

/**
 * What differs between the golden and the computed values: beyond `tolerance`, relative where numbers exceed 1. Empty when all
 * is well.
 */
export function differences(
  golden: readonly GoldenRow[],
  computed: (i: number) => GoldenRow,
  tolerance = 1e-10,
): string[] {
  const wrong: string[] = [];
  golden.forEach((expected, i) => {
    const actual = computed(i);
    for (const name in expected) {
      const [want, got] = [expected[name]!, actual[name]];
      const same =
        want === null || got === null || got === undefined
          ? want === got
          : Math.abs(want - got) <= tolerance * Math.max(1, Math.abs(want));
      if (!same) wrong.push(`case ${i}, ${name}: ${got}, not ${want}`);
    }
  });
  return wrong;
}
