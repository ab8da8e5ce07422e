import { byName } from './paths.ts';

/** Words that mean "nothing there", so the other of two classes is the positive one. */
const NEGATIVE = new Set(['negative', 'normal', 'healthy', 'benign', 'no', 'none', 'false', 'no finding', 'control']);

export interface LabelSpec {
  /** What 0 and 1 are about, e.g. the column `has_pneumo`. */
  readonly subject: string;
  readonly positive?: string | undefined;
  readonly classes?: readonly string[] | undefined;
}

export interface LabelCoder {
  readonly classes: readonly string[];
  /** The class index of a label's text, or undefined where it is none of the classes. */
  code(text: string): number | undefined;
}

/** `['not pneumothorax', 'pneumothorax']` from a column named `pneumothorax` or `has_pneumothorax`; 0 and 1 of `label` stay so. */
export function binaryClasses(subject: string): string[] {
  if (/^(label|class|target)$/i.test(subject)) return ['0', '1'];
  const name = subject.replace(/^(has|is)_/i, '');
  return [`not ${name}`, name];
}

/** pandas writes 0/1 as `0.0`/`1.0` once a column has had a gap. */
const normalise = (text: string) => text.trim().replace(/^(\d+)\.0+$/, '$1');

/**
 * Decide the classes from the texts found. A column of mostly 0 and 1 is binary, and any word in it an unknown label;
 * a column of integers or of words has one class for each value, sorted, with a word such as `normal` first of two.
 */
export function labelCoder(texts: readonly string[], spec: LabelSpec): LabelCoder {
  const values = texts.map(normalise);
  const distinct = [...new Set(values)];
  if (spec.positive !== undefined) {
    const positive = normalise(spec.positive);
    if (!distinct.includes(positive)) {
      throw new Error(`no row has ${spec.subject} = '${positive}'; it has ${some(distinct)}`);
    }
    const classes = spec.classes ?? [`not ${positive}`, positive];
    return { classes, code: (text) => (normalise(text) === positive ? 1 : 0) };
  }
  if (spec.classes !== undefined) return fixed(spec.classes);

  const zeroOne = values.filter((v) => v === '0' || v === '1').length;
  const integers = distinct.every((v) => /^\d+$/.test(v));
  if (zeroOne * 2 > values.length && (!integers || distinct.length <= 2)) return fixed(binaryClasses(spec.subject));
  if (integers) return fixed(distinct.sort((a, b) => Number(a) - Number(b)));
  const negativeFirst = (a: string, b: string) => Number(isNegative(b)) - Number(isNegative(a)) || byName(a, b);
  return fixed(distinct.sort(distinct.length === 2 ? negativeFirst : byName));
}

const isNegative = (text: string) => NEGATIVE.has(text.toLowerCase().replaceAll('_', ' '));

/** Texts are class names, or 0 and 1 where there are two classes. */
function fixed(classes: readonly string[]): LabelCoder {
  const index = new Map(classes.map((name, i) => [name, i]));
  const binary = new Map(classes.length === 2 ? Object.entries({ 0: 0, 1: 1 }) : []);
  return { classes, code: (text) => index.get(normalise(text)) ?? binary.get(normalise(text)) };
}

/** A few of many, for a message. */
export function some(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
