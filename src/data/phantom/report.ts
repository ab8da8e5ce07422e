import { type Random, random } from '../../stats/random.ts';
import type { PhantomTruth } from './render.ts';

type Phrases = readonly string[];

const SIZES: readonly (readonly [below: number, words: string])[] = [
  [0.15, 'small'],
  [0.25, 'moderate'],
  [1, 'large'],
];
/** `{size}` and `{side}` are filled in. */
const PRESENT: Phrases = [
  'There is a {size} {side} pneumothorax.',
  '{size} pneumothorax on the {side}.',
  'A {size} {side}-sided pneumothorax is seen.',
  '{side} apical lucency without vessels, in keeping with a {size} pneumothorax.',
];
const ABSENT: Phrases = [
  'No pneumothorax.',
  'There is no pneumothorax.',
  'No evidence of pneumothorax.',
  'The pleural spaces are clear; no pneumothorax is identified.',
];
const TUBE: Phrases = [
  'A chest tube is in place.',
  'Chest tube projects over the hemithorax.',
  'Chest tube in position.',
];
const NO_TUBE: Phrases = ['No lines or tubes.', 'There is no chest tube.', ''];
const VIEWS: Readonly<Record<PhantomTruth['view'], Phrases>> = {
  PA: ['PA view of the chest.', 'Frontal radiograph, PA.', ''],
  AP: ['AP view of the chest.', 'Bedside radiograph, AP.', ''],
};
const REST: Phrases = [
  'The heart is not enlarged.',
  'The heart is of normal size.',
  'The bones are intact.',
  'No pleural effusion.',
  'The mediastinum is central.',
  'Lungs otherwise clear.',
];

/**
 * A made-up report on a phantom: the view, what the truth says of pneumothorax and tube, and sentences that say nothing of them, in one of
 * many wordings. A function of seed and name alone; no sentence is from a real report.
 */
export function phantomReport(truth: PhantomTruth, options: { seed: number | string; name: string }): string {
  const rng = random(options.seed, 'phantom report', options.name);
  const pick = (phrases: Phrases) => phrases[rng.int(phrases.length)]!;
  const size = SIZES.find(([below]) => truth.fraction < below)?.[1] ?? 'large';
  const finding = truth.pneumothorax
    ? pick(PRESENT).replaceAll('{size}', size).replaceAll('{side}', truth.side)
    : pick(ABSENT);
  const findings = rng.shuffle([finding, pick(truth.tube ? TUBE : NO_TUBE), ...some(REST, rng)]);
  const sentences = [pick(VIEWS[truth.view]), ...findings].filter((sentence) => sentence !== '');
  return sentences.map((sentence) => sentence.replace(/^[a-z]/, (letter) => letter.toUpperCase())).join(' ');
}

/** One to three of them. */
const some = (phrases: Phrases, rng: Random): Phrases => rng.shuffle(phrases).slice(0, 1 + rng.int(3));
