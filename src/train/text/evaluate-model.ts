import type { Gpt } from '../../models/index.ts';
import type { Tokenizer } from '../../text/index.ts';
import { type Corpus, type CorpusOptions, type Document, partsOf, readCorpus } from './corpus.ts';
import { evaluateText } from './evaluate.ts';
import { measuredText, trainTokens, withoutRepeats } from './prepare.ts';
import type { TextRun } from './run.ts';
import type { TextScore } from './score.ts';

export interface TextEvaluation extends TextScore {
  readonly data: string;
  /** Part of the run's own data; null: other data. */
  readonly split: 'val' | 'test' | null;
  /** null: one text. */
  readonly documents: number | null;
  /** Documents that the training text has word for word, and the score of the others; null where it cannot be told. */
  readonly repeats: { readonly documents: number; readonly without: TextScore | null } | null;
}

export interface Evaluated {
  readonly model: Gpt;
  readonly tokenizer: Tokenizer;
}

/** Measures a run on what it kept from training: by default the test part of documents, the validation part of one text. */
export function evaluateTextRun(run: TextRun, { model, tokenizer }: Evaluated, split?: 'val' | 'test'): TextEvaluation {
  const corpus = readCorpus(run.config.data.path, run.config.data);
  const parts = partsOf(corpus, run.config.train);
  const part = split ?? (corpus.continuous ? 'val' : 'test');
  if (parts[part].length === 0) throw new Error(`${run.dir}: has no ${part} part; give --split val`);
  const train = trainTokens(corpus, parts, tokenizer);
  const score = scorer(corpus, { model, tokenizer }, train);
  const documents = parts[part];
  const fresh = corpus.continuous ? null : withoutRepeats(documents, parts.train);
  const repeats = fresh && {
    documents: documents.length - fresh.length,
    without: fresh.length > 0 ? score(fresh) : null,
  };
  const count = corpus.continuous ? null : documents.length;
  return { data: corpus.path, split: part, documents: count, ...score(documents), repeats };
}

export interface OtherText extends CorpusOptions {
  readonly path: string;
  /** Where it was trained; else token frequencies are of the text itself. */
  readonly run: TextRun | null;
}

/** Measures a model on another text. */
export function evaluateOtherText({ path, run, ...options }: OtherText, evaluated: Evaluated): TextEvaluation {
  const corpus = readCorpus(path, options);
  const { documents } = corpus;
  const own = run === null ? null : readCorpus(run.config.data.path, run.config.data);
  const train =
    own === null
      ? trainTokens(corpus, { train: documents }, evaluated.tokenizer)
      : trainTokens(own, partsOf(own, run!.config.train), evaluated.tokenizer);
  const count = corpus.continuous ? null : documents.length;
  const score = scorer(corpus, evaluated, train)(documents);
  return { data: path, split: null, documents: count, ...score, repeats: null };
}

function scorer(corpus: Corpus, { model, tokenizer }: Evaluated, train: Int32Array) {
  const length = model.config.contextLength;
  return (documents: readonly Document[]): TextScore =>
    evaluateText(model, measuredText(documents, corpus, { tokenizer, length }), train);
}
