/** `before` cues stand before what they speak of, `after` cues behind it; `end` ends a scope, `none` only looks like a cue. */
export type CueKind =
  | 'before-denied'
  | 'after-denied'
  | 'before-doubted'
  | 'after-doubted'
  | 'around-doubted'
  | 'end'
  | 'none';

/** Words between brackets may be left out; `|` separates alternatives. */
const WORDS: Readonly<Record<CueKind, readonly string[]>> = {
  'before-denied': [
    'no',
    'not',
    'nor',
    'neither',
    'never',
    'without',
    'absence of',
    'absent',
    'clear of',
    'free of',
    'free from',
    'negative for',
    'resolution of',
    'resolved',
    'rather than',
    'rules out',
    'ruled out for',
    'excludes',
    'fails to show',
    'fail to show',
    'denies',
  ],
  'after-denied': [
    '(is|are|was|were) not (seen|identified|visualized|visualised|appreciated|demonstrated|present|evident|detected|observed|noted)',
    '(is|are) no longer (seen|identified|visualized|visualised|appreciated|present|evident)',
    '(has|have) [since] [completely] resolved',
    '(has|have) cleared',
    '(is|are|appears|appear) within (normal limits|limits of normal)',
    '(is|are|was|were) [now] (absent|resolved|excluded)',
    '(is|are|was|were|has been|have been) ruled out',
    'not (seen|identified|visualized|visualised|appreciated|demonstrated|present|evident|detected|observed)',
    'resolved',
  ],
  'before-doubted': [
    'possible',
    'possibly',
    'possibility of',
    'probable',
    'probably',
    'likely',
    'perhaps',
    'may represent',
    'may be',
    'may reflect',
    'may indicate',
    'might be',
    'might represent',
    'could be',
    'could represent',
    'could reflect',
    'concern for',
    'concerning for',
    'suspicious for',
    'suspicion of',
    'suspected',
    'suspect',
    'question of',
    'questionable',
    'equivocal',
    '(cannot|can not|could not|do not|does not) [completely|entirely|definitely] (exclude|rule out)',
    'not (exclude|rule out)',
    'difficult to exclude',
    '(suggest|suggests|suggesting|suggestive of)',
    'differential [diagnosis] includes',
  ],
  'after-doubted': [
    '(cannot|can not|could not) be [completely|entirely|definitely] (excluded|ruled out)',
    '(is|are) not [completely|entirely|definitely] (excluded|ruled out)',
    'not excluded',
    '(is|are) (possible|suspected|questioned|questionable|likely|unlikely|probable)',
    'may be present',
    'might be present',
    'could be present',
  ],
  'around-doubted': ['versus', 'vs.?'],
  end: [
    'but',
    'however',
    'although',
    'though',
    'except',
    'aside from',
    'apart from',
    'other than',
    'yet',
    'still',
    'there (is|are)',
    '(is|are|has|have) (unchanged|stable|not changed)',
    'which',
    'with',
    'secondary to',
    'due to',
    'because of',
    ';',
    ':',
  ],
  none: [
    'no [significant|substantial|appreciable] [interval] (change|increase|decrease|improvement|worsening)',
    'without [significant] [interval] (change|increase|decrease|improvement|worsening)',
    'not [significantly|substantially] changed',
    'with or without',
    'not only',
    'no longer as',
  ],
};

interface CuePattern {
  readonly kind: CueKind;
  readonly pattern: RegExp;
}

/** `[a|b]` may be left out, `(a|b)` not. */
function patternOf(words: string): RegExp {
  const source = words
    .replace(/\[([^\]]+)\] /g, '(?:(?:$1) )?')
    .replace(/\((?!\?)/g, '(?:')
    .replace(/ /g, '\\s+');
  return /^\W$/.test(words) ? new RegExp(source, 'g') : new RegExp(`\\b${source}(?!\\w)`, 'gi');
}

/** All cues, the longest first. */
export const CUES: readonly CuePattern[] = Object.entries(WORDS)
  .flatMap(([kind, list]) => list.map((words) => ({ kind: kind as CueKind, words })))
  .sort((a, b) => b.words.length - a.words.length)
  .map(({ kind, words }) => ({ kind, pattern: patternOf(words) }));
