import type { Random } from '../../stats/random.ts';

/** What masking must know of a vocabulary. */
export interface MaskVocabulary {
  readonly vocabSize: number;
  /** Tokens that stand for no text, by what is written for them; `[MASK]` among them. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Whether a token goes on with the word before it. */
  continues(id: number): boolean;
}

export interface MaskOptions {
  /** Share of the tokens to predict; the paper's 0.15. */
  readonly share?: number;
  /** All pieces of a word or none. Cui et al., 2019, arXiv:1906.08101. */
  readonly wholeWords?: boolean;
  readonly rng: Random;
}

export interface Masked {
  /** Where to predict, ascending. */
  readonly positions: Int32Array;
  /** What stood there. */
  readonly targets: Int32Array;
}

/**
 * Chooses tokens to predict and writes over them in `ids`: 80 % become `[MASK]`, 10 % a random token, 10 % stay. Special tokens are
 * neither chosen nor drawn. At least one is chosen where there is one. Devlin et al., 2018, section 3.1.
 */
export function maskTokens(ids: Int32Array, vocabulary: MaskVocabulary, options: MaskOptions): Masked {
  const { share = 0.15, wholeWords = false, rng } = options;
  const special = new Set(vocabulary.specialTokens.values());
  const mask = vocabulary.specialTokens.get('[MASK]');
  if (mask === undefined) throw new Error('the vocabulary has no [MASK], which BERT is trained with');
  const groups: number[][] = [];
  for (const [at, id] of ids.entries()) {
    if (special.has(id)) continue;
    const last = groups.at(-1);
    if (wholeWords && vocabulary.continues(id) && last?.at(-1) === at - 1) last.push(at);
    else groups.push([at]);
  }
  const total = groups.reduce((sum, { length }) => sum + length, 0);
  const wanted = Math.min(total, Math.max(1, Math.round(total * share)));
  const chosen: number[] = [];
  for (const group of rng.shuffle(groups)) {
    if (chosen.length >= wanted) break;
    if (chosen.length + group.length > wanted && chosen.length > 0) continue; // a long word does not fit: take shorter ones
    chosen.push(...group);
  }
  const positions = Int32Array.from(chosen).sort();
  const targets = positions.map((at) => ids[at]!);
  for (const at of positions) {
    const draw = rng.next();
    if (draw < 0.8) ids[at] = mask;
    else if (draw < 0.9) ids[at] = randomToken(vocabulary.vocabSize, special, rng);
  }
  return { positions, targets };
}

function randomToken(vocabSize: number, special: ReadonlySet<number>, rng: Random): number {
  for (;;) {
    const id = rng.int(vocabSize);
    if (!special.has(id)) return id;
  }
}
