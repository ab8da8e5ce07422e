import { CUES, type CueKind } from './cues.ts';

/** What a sentence says of something it names. */
export type Assertion = 'present' | 'possible' | 'absent';

/** Where in a sentence something is named, in UTF-16 units; `end` is exclusive. */
export interface Mention {
  readonly start: number;
  readonly end: number;
}

interface Cue extends Mention {
  readonly kind: CueKind;
}

const DENIALS: readonly CueKind[] = ['before-denied', 'after-denied'];
const DOUBTS: readonly CueKind[] = ['before-doubted', 'after-doubted', 'around-doubted'];

/**
 * The cues of a sentence, none inside another: longer ones are looked for first, so that "cannot be excluded" is one cue of doubt
 * and "excluded" in it none of negation.
 */
function cuesOf(sentence: string): Cue[] {
  const found: Cue[] = [];
  const taken = (cue: Mention) => found.some(({ start, end }) => cue.start < end && start < cue.end);
  for (const { pattern, kind } of CUES) {
    for (const match of sentence.matchAll(pattern)) {
      const cue = { kind, start: match.index, end: match.index + match[0].length };
      if (!taken(cue)) found.push(cue);
    }
  }
  return found;
}

/**
 * Whether a sentence affirms, doubts or denies what `mention` marks in it. A cue before it reaches forward and one after it backward,
 * up to a word that ends its scope ("but", "however", …). Denial outweighs doubt. Chapman et al., "A simple algorithm for identifying
 * negated findings and diseases in discharge summaries", J Biomed Inform 34, 2001, without its window of five words: reports list what
 * is absent at length.
 */
export function assertionOf(sentence: string, mention: Mention): Assertion {
  const cues = cuesOf(sentence);
  const ends = cues.filter(({ kind }) => kind === 'end');
  const open = (from: number, to: number) => !ends.some((cue) => cue.start >= from && cue.end <= to);
  const reaches = ({ kind, start, end }: Cue): boolean =>
    (!kind.startsWith('after') && end <= mention.start && open(end, mention.start)) ||
    (!kind.startsWith('before') && start >= mention.end && open(mention.end, start));
  const reaching = new Set(cues.filter(reaches).map(({ kind }) => kind));
  if (DENIALS.some((kind) => reaching.has(kind))) return 'absent';
  return DOUBTS.some((kind) => reaching.has(kind)) ? 'possible' : 'present';
}
