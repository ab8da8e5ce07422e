import { type Assertion, assertionOf, type Mention } from './assertion.ts';
import { FINDINGS, type Finding, LEXICON } from './lexicon.ts';
import { splitSentences } from './sentences.ts';

/** What a report says of each finding; null where it names it nowhere. */
export type ReportLabels = Readonly<Record<Finding, Assertion | null>>;

const RANK = { absent: 0, possible: 1, present: 2 } as const;

/**
 * Labels a chest X-ray report by its words: each finding of `LEXICON` as present, possible, absent or not named; where a report names one
 * several times, the strongest counts. After NegEx (Chapman 2001) and the labellers of NegBio (Peng 2018) and CheXpert (Irvin 2019); the
 * words and cues are our own, English only.
 */
export function labelReport(report: string): ReportLabels {
  const labels = Object.fromEntries(FINDINGS.map((finding) => [finding, null])) as Record<Finding, Assertion | null>;
  for (const sentence of splitSentences(report.toLowerCase())) {
    for (const finding of FINDINGS) {
      for (const mention of mentionsOf(sentence, finding)) {
        const said = assertionOf(sentence, mention);
        const before = labels[finding];
        if (before === null || RANK[said] > RANK[before]) labels[finding] = said;
      }
    }
  }
  return labels;
}

/** Where a sentence in lower case names a finding. */
function mentionsOf(sentence: string, finding: Finding): Mention[] {
  return LEXICON[finding].flatMap((pattern) =>
    Array.from(sentence.matchAll(pattern), ({ 0: whole, index, groups }) => {
      const at = groups?.at;
      const end = index + whole.length;
      return at === undefined ? { start: index, end } : { start: index + whole.lastIndexOf(at), end };
    }),
  );
}

const SCORE = { present: 1, possible: 0.5, absent: 0 } as const;

/** An assertion as a score: 1 present, 0.5 possible, 0 absent or not named. */
export const assertionScore = (assertion: Assertion | null): number => (assertion === null ? 0 : SCORE[assertion]);

/** How sure the words are that a report is normal: 1 less the strongest of all findings. */
export function normalScore(labels: ReportLabels): number {
  return 1 - Math.max(...FINDINGS.map((finding) => assertionScore(labels[finding])));
}
