import type { Estimate } from '../stats/index.ts';
import type { LabelledCases } from './label-file.ts';
import { type ScoredRun, type ScoreOptions, scoreRun } from './score.ts';

/** How a run does on the cases that share a value of a column. */
export interface Subgroup {
  readonly column: string;
  /** The value, or a band of numbers: `40–59`. */
  readonly value: string;
  readonly n: number;
  readonly positives: number | null;
  /** Withheld (`null`, with the reason) where the subgroup is too small to say anything. */
  readonly auroc: Estimate;
  readonly sensitivity?: Estimate;
  readonly specificity?: Estimate;
  readonly accuracy: Estimate;
}

/** Fewer cases than this, or fewer of a class than `MINIMUM_CLASS`, are shown without a number. */
export const MINIMUM = 20;
export const MINIMUM_CLASS = 5;
/** Columns with more values than this are no subgroups. */
const MOST_VALUES = 20;

/** Nobody asked for these: no column of more groups, nor of groups of fewer than four cases on average, is taken by itself. */
const MOST_UNASKED = 8;

/** Columns that make groups by themselves: ages, and those of two to eight values that repeat (sex, view, device). */
export function subgroupColumns(cases: Pick<LabelledCases, 'attributes' | 'labels'>): string[] {
  return Object.keys(cases.attributes).filter((column) => {
    const values = isAge(column) ? bandsOf(column, cases)! : cases.attributes[column]!;
    const known = new Set(values.filter((value) => value !== '' && value !== 'unknown')).size;
    return known >= 2 && known <= Math.min(MOST_UNASKED, cases.labels.length / 4);
  });
}

/** A run on each subgroup of some columns, at the threshold it has on all cases. */
export function scoreSubgroups(
  cases: LabelledCases,
  run: ScoredRun,
  { columns, ...options }: ScoreOptions & { readonly columns: readonly string[] },
): Subgroup[] {
  return columns.flatMap((wanted) => {
    const column = Object.keys(cases.attributes).find((name) => name.toLowerCase() === wanted.toLowerCase());
    if (column === undefined) {
      const has = Object.keys(cases.attributes).join(', ') || 'none but image and label';
      throw new Error(`${cases.source}: no column '${wanted}' for subgroups; it has ${has}`);
    }
    const values = bandsOf(column, cases);
    if (values === null) {
      const many = new Set(cases.attributes[column]).size;
      throw new Error(`${cases.source}: the column '${column}' has ${many} different values; too many for subgroups`);
    }
    const names = [...new Set(values)].sort(
      (a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b, 'en', { numeric: true }),
    );
    return names.map((value) => scoreSubgroup(cases, run, { column, value, values, options }));
  });
}

function scoreSubgroup(
  cases: LabelledCases,
  run: ScoredRun,
  parts: { column: string; value: string; values: readonly string[]; options: ScoreOptions },
): Subgroup {
  const { column, value, values, options } = parts;
  const k = cases.classes.length;
  const own = values.map((_, i) => i).filter((i) => values[i] === value);
  const labels = own.map((i) => cases.labels[i]!);
  const positives = k === 2 ? labels.filter((label) => label === 1).length : null;
  const width = k === 2 ? 1 : k;
  const probabilities = Float64Array.from(
    own.flatMap((i) => Array.from(run.probabilities.subarray(i * width, (i + 1) * width))),
  );
  const subset = { ...cases, labels, groups: cases.groups && own.map((i) => cases.groups![i]!) };
  const { metrics } = scoreRun(subset, { ...run, probabilities }, options);
  const { auroc, sensitivity, specificity, accuracy } = metrics;
  const size = own.length;
  const negatives = positives === null ? null : size - positives;
  const fewest = positives === null ? null : Math.min(positives, negatives!);
  return {
    ...{ column, value, n: size, positives },
    auroc: withheld(auroc, size, fewest),
    ...(sensitivity ? { sensitivity: withheld(sensitivity, size, positives) } : {}),
    ...(specificity ? { specificity: withheld(specificity, size, negatives) } : {}),
    accuracy: withheld(accuracy, size, null),
  };
}

function withheld(estimate: Estimate, n: number, ofClass: number | null): Estimate {
  const reason =
    n < MINIMUM
      ? `withheld: ${n} cases, fewer than ${MINIMUM}`
      : ofClass !== null && ofClass < MINIMUM_CLASS
        ? `withheld: ${ofClass} cases of a class, fewer than ${MINIMUM_CLASS}`
        : null;
  return reason === null ? estimate : { ...estimate, value: null, low: null, high: null, method: 'none', reason };
}

const AGE_BANDS = [18, 40, 60, 80];

const isAge = (column: string) => /(^|[_ ])age$/i.test(column);

/**
 * The subgroup of each case: its value; ages in bands of twenty years, other numbers of many values in quarters. Null where there
 * are too many values.
 */
function bandsOf(column: string, { attributes }: Pick<LabelledCases, 'attributes'>): string[] | null {
  const values = attributes[column]!.map((value) => (value === '' ? 'unknown' : value));
  if (isAge(column)) return values.map((value) => banded(numberIn(value), AGE_BANDS));
  const distinct = new Set(values);
  if (distinct.size <= MOST_VALUES) return values;
  const numbers = values.map(numberIn);
  if (numbers.filter((x) => x === null).length > values.length / 10) return null;
  const sorted = numbers.filter((x) => x !== null).sort((a, b) => a - b);
  const cuts = [0.25, 0.5, 0.75].map((q) => sorted[Math.floor(q * sorted.length)]!);
  return numbers.map((x) => banded(x, [...new Set(cuts)]));
}

/** The lowest band comes first, what is unknown last. */
const rankOf = (name: string) => (name.startsWith('below ') ? -1 : name === 'unknown' ? 1 : 0);

/** `058Y` and `58` are 58; DICOM's ages in months, weeks and days are below a year or two, and counted as such. */
function numberIn(text: string): number | null {
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*([YMWD])?\s*$/i.exec(text);
  if (!found) return null;
  const per = { M: 12, W: 52, D: 365 }[found[2]?.toUpperCase() ?? ''] ?? 1;
  return Number(found[1]) / per;
}

function banded(x: number | null, cuts: readonly number[]): string {
  if (x === null) return 'unknown';
  const above = cuts.findIndex((cut) => x < cut);
  if (above === 0) return `below ${cuts[0]}`;
  if (above < 0) return `${cuts.at(-1)} and above`;
  const [from, to] = [cuts[above - 1]!, cuts[above]!];
  return Number.isInteger(from) && Number.isInteger(to) ? `${from}–${to - 1}` : `${from} to below ${to}`;
}
