/** What radiology reports say of findings, by rules: words, negation, doubt. */
export { type Assertion, assertionOf, type Mention } from './assertion.ts';
export { assertionScore, labelReport, normalScore, type ReportLabels } from './label.ts';
export { FINDINGS, type Finding } from './lexicon.ts';
export { type NegationPair, negationPairs } from './negation-pairs.ts';
export { splitSentences } from './sentences.ts';
