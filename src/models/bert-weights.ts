import type { LoadReport, Module } from '../nn/index.ts';
import type { HostArray } from '../torch/index.ts';
import type { BertClassifier, BertConfig, BertForPreTraining } from './bert.ts';

const WORDS = 'bert.embeddings.word_embeddings.weight';
const DECODER = 'cls.predictions.decoder';
/** Numbers 0, 1, 2 … that older files carry, and the output layer, which is the token embedding and the bias of the head. */
const IMPLIED = /\.position_ids$|^cls\.predictions\.decoder\./;
/** What a task adds to the trunk: it may be lacking in a file, and be of no use in another model. */
const HEAD = /^(cls|classifier|bert\.pooler)\./;

/** Names as today's: with the trunk's prefix, which a bare trunk lacks, `weight` and `bias` for TensorFlow's `gamma` and `beta`. */
function named(state: ReadonlyMap<string, HostArray>): Map<string, HostArray> {
  return new Map(
    [...state].map(([name, array]): [string, HostArray] => {
      const whole = /^(bert|cls|classifier)\./.test(name) ? name : `bert.${name}`;
      return [
        whole.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias'),
        array,
      ];
    }),
  );
}

/**
 * Loads a Hugging Face BERT state dict by name, of any task: heads that the file lacks keep the values they have and are in
 * `missing`, heads that the model lacks are in `unexpected`.
 * @throws Error, one line, when the vocabulary or any other shape is of another model, or part of the trunk is missing.
 */
export function loadBert(
  model: BertForPreTraining | BertClassifier,
  state: ReadonlyMap<string, HostArray>,
): LoadReport {
  const all = named(state);
  const words = all.get(WORDS);
  const { vocabSize } = model.config;
  if (words !== undefined && words.shape[0] !== vocabSize) {
    throw new Error(
      `the weights are of a vocabulary of ${words.shape[0]} tokens, the tokenizer has ${vocabSize}: use their own`,
    );
  }
  checkTied(all);
  const own = new Map([...all].filter(([name]) => !IMPLIED.test(name)));
  const wanted: Module<never, unknown> = model as never;
  const names = new Set(wanted.stateDict().keys());
  const lost = [...names].filter((name) => !own.has(name) && !HEAD.test(name));
  const unknown = [...own.keys()].filter((name) => !names.has(name) && !HEAD.test(name));
  if (lost.length > 0) throw new Error(`no weights of this BERT: ${lost[0]} is missing (and ${lost.length - 1} more)`);
  if (unknown.length > 0) {
    throw new Error(`weights of another BERT: ${unknown[0]} is unknown (and ${unknown.length - 1} more)`);
  }
  return wanted.loadStateDict(own, { strict: false });
}

/** An output layer of its own would be lost: the model has one table for both ends. */
function checkTied(state: ReadonlyMap<string, HostArray>): void {
  const pairs = [
    [`${DECODER}.weight`, WORDS],
    [`${DECODER}.bias`, 'cls.predictions.bias'],
  ] as const;
  for (const [copy, name] of pairs) {
    const [a, b] = [state.get(copy), state.get(name)];
    if (a !== undefined && b !== undefined && Buffer.compare(a.data, b.data) !== 0) {
      throw new Error(`${copy} differs from ${name}: BERT's output layer is tied to its embedding, this one is not`);
    }
  }
}

/** The sizes that a BERT state dict shows; of the heads, which leave no trace in it, BERT has one for each 64 units. */
export function bertConfigOf(state: ReadonlyMap<string, HostArray>): BertConfig {
  const own = named(state);
  const words = own.get(WORDS);
  const places = own.get('bert.embeddings.position_embeddings.weight');
  if (words === undefined || places === undefined) {
    throw new Error('no BERT weights: embeddings.word_embeddings or embeddings.position_embeddings is missing');
  }
  const depth = [...own.keys()].filter((name) => /\.attention\.self\.query\.weight$/.test(name)).length;
  const [vocabSize, width] = words.shape as [number, number];
  return { vocabSize, width, contextLength: places.shape[0]!, depth, numHeads: width / 64, dropout: 0.1 };
}
