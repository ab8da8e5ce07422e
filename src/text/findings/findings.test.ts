import { expect, test } from 'vitest';
import {
  assertionOf,
  assertionScore,
  FINDINGS,
  labelReport,
  negationPairs,
  normalScore,
  splitSentences,
} from './index.ts';

test('sentences end where a reader ends them', () => {
  expect(splitSentences('1. No acute disease. 2. Old fracture of 2.5 cm.')).toEqual([
    'No acute disease.',
    'Old fracture of 2.5 cm.',
  ]);
  expect(splitSentences('Seen by Dr. Who at 5 a.m. today; lungs clear\nHeart normal..')).toEqual([
    'Seen by Dr. Who at 5 a.m. today;',
    'lungs clear',
    'Heart normal..',
  ]);
  expect(splitSentences(' .. \n')).toEqual([]);
});

/** The sentence, with what it speaks of between stars. */
const CASES: Record<'present' | 'possible' | 'absent', string[]> = {
  present: [
    'There is a large right *effusion*.',
    '*Effusion* has increased.',
    'No pneumothorax, but a small *effusion* is seen.',
    'There is no consolidation; *effusion* persists.',
    'No significant interval change in the *effusion*.',
    'Not only an *effusion* but also a fracture.',
    'No fracture is seen, however there is an *effusion*.',
    'No consolidation, although *effusion* remains.',
    '*Effusion* with no pneumothorax.',
    '*Effusion* without shift of the trachea.',
    'The *effusion* has not changed, and pneumothorax is not seen.',
    'Apart from an *effusion* no abnormality.',
    '*Effusion* is not significantly changed.',
  ],
  possible: [
    'Possible *effusion*.',
    'A small *effusion* cannot be excluded.',
    'We cannot exclude an *effusion*.',
    'This does not entirely exclude an *effusion*.',
    'Blunting which may represent a small *effusion*.',
    'Scarring versus *effusion*.',
    '*Effusion* versus scarring.',
    'Findings suspicious for *effusion*.',
    '*Effusion* is not entirely excluded.',
    'An *effusion* is suspected.',
  ],
  absent: [
    'No *effusion*.',
    'No pneumothorax or *effusion*.',
    'No mass, no free air, nor any large pleural *effusion* is identified.',
    'Lungs are clear of consolidation and *effusion*.',
    'Free of *effusion*.',
    'Negative for *effusion*.',
    'The bases are sharp without evidence of *effusion*.',
    '*Effusion* is not seen.',
    '*Effusion* and pneumothorax are not identified.',
    'The *effusion* has resolved.',
    'The *effusion* is no longer seen.',
    'Interval resolution of the *effusion*.',
    'Neither consolidation nor *effusion*.',
    'There is a fracture, but no *effusion*.',
    'No evidence of possible *effusion*.',
    '*Effusion* was ruled out.',
    'Fracture with no *effusion*.',
    'Any *congestion* appears within limits of normal.',
  ],
};

test.each(Object.entries(CASES).flatMap(([said, list]) => list.map((text) => ({ said, text }))))(
  '$said: $text',
  ({ said, text }) => {
    const start = text.indexOf('*');
    const end = text.indexOf('*', start + 1) - 1;
    expect(assertionOf(text.replaceAll('*', ''), { start, end })).toBe(said);
  },
);

test('a report is labelled by its strongest word on each finding', () => {
  const labels = labelReport(
    'Heart size is mildly enlarged. No pneumothorax or effusion. Possible nodule at the left base.\nBibasilar atelectasis.',
  );
  expect(labels).toMatchObject({
    cardiomegaly: 'present',
    pneumothorax: 'absent',
    effusion: 'absent',
    nodule: 'possible',
    atelectasis: 'present',
    opacity: null,
  });
  expect(normalScore(labels)).toBe(0);
  expect(labelReport('No effusion on the left. A right effusion is present.').effusion).toBe('present');
});

test.each([
  ['The heart is not enlarged.', 'absent'],
  ['The size of the heart lies within normal limits.', null],
  ['The cardiac silhouette is enlarged.', 'present'],
  ['Stable cardiomegaly.', 'present'],
  ['The heart appears mildly enlarged, the lungs are clear.', 'present'],
  ['The heart is normal. The aorta is enlarged.', null],
  ['The heart is normal and the aorta is enlarged.', null],
  ['No cardiac enlargement.', 'absent'],
])('size of the heart: %s', (text, said) => {
  expect(labelReport(text).cardiomegaly).toBe(said);
});

test('a report that only denies is normal, one that doubts is half so', () => {
  const clear = 'The lungs are clear of focal opacity. Heart size is normal. No fracture. No effusion or pneumothorax.';
  expect(normalScore(labelReport(clear))).toBe(1);
  expect(normalScore(labelReport(`${clear} Possible granuloma.`))).toBe(0.5);
  expect(normalScore(labelReport(''))).toBe(1);
});

test('pairs that differ in denial alone are told apart', () => {
  const words = { pneumothorax: ['pneumothorax', 'small left pneumothorax'], effusion: ['pleural effusion'] };
  const pairs = negationPairs(words);
  expect(pairs[0]).toEqual({
    finding: 'pneumothorax',
    affirmed: 'Pneumothorax is present.',
    denied: 'No pneumothorax.',
  });
  for (const { finding, affirmed, denied } of pairs) {
    const name = FINDINGS.find((known) => known === finding)!;
    expect(assertionScore(labelReport(affirmed)[name]), affirmed).toBe(1);
    expect(assertionScore(labelReport(denied)[name]), denied).toBe(0);
  }
});
