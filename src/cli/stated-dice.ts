import { UsageError } from './command.ts';

export const REFERENCE_DICE = {
  type: 'string',
  valueHint: 'DICE WORDS',
  description: 'Of a segmentation: a Dice of people, shown as context: --reference-dice 0.71 "between two readers"',
} as const;

/** `0.71 "between two readers"`: what the user knows from elsewhere, in two words or one. */
export function statedDice(words: readonly string[]): { value: number; words: string } | null {
  if (words.length === 0) return null;
  const [number, ...rest] = words.join(' ').trim().split(/\s+/);
  const value = Number(number);
  if (!(value >= 0 && value <= 1) || rest.length === 0) {
    throw new UsageError(
      `--reference-dice takes a Dice and what it is of, 0.71 "between two readers", not "${words.join(' ')}"`,
    );
  }
  return { value, words: rest.join(' ') };
}
