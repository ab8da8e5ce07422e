/** Two reports that differ in nothing but whether a finding is there. */
export interface NegationPair {
  readonly finding: string;
  readonly affirmed: string;
  readonly denied: string;
}

/** `{}` is the finding. Each line: affirmed, denied. Of our own writing; no sentence is from a report. */
const FRAMES: readonly (readonly [affirmed: string, denied: string])[] = [
  ['{} is present.', 'no {}.'],
  ['There is a {}.', 'There is no {}.'],
  ['Findings of {}.', 'No findings of {}.'],
  ['Chest radiograph with {}.', 'Chest radiograph without {}.'],
  ['There is evidence of {}.', 'There is no evidence of {}.'],
  ['{} is seen.', '{} is not seen.'],
  ['The study is positive for {}.', 'The study is negative for {}.'],
  ['{} is again identified.', '{} is no longer identified.'],
  ['New {}.', 'Resolved {}.'],
  ['The {} has increased.', 'The {} has resolved.'],
  ['The lungs are affected by {}.', 'The lungs are free of {}.'],
  ['No fracture, but {} is present.', 'A fracture is present, but no {}.'],
  ['No acute bony abnormality. {}.', 'Acute bony abnormality. No {}.'],
  ['The lungs show {}. The bones are intact.', 'The lungs show neither {} nor other disease. The bones are intact.'],
];

/** Every frame with every finding's words. */
export function negationPairs(words: Readonly<Record<string, readonly string[]>>): NegationPair[] {
  const fill = (frame: string, word: string) => {
    const text = frame.replaceAll('{}', word);
    return text.replace(/(^|\. )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
  };
  return Object.entries(words).flatMap(([finding, list]) =>
    list.flatMap((word) =>
      FRAMES.map(([affirmed, denied]) => ({ finding, affirmed: fill(affirmed, word), denied: fill(denied, word) })),
    ),
  );
}
