import type { Clip, ClipInput } from '../../../models/index.ts';
import { type Encoding, padBatch, type WordPieceTokenizer } from '../../../text/index.ts';
import { type Tensor, tensor } from '../../../torch/index.ts';
import type { CachedData } from '../../data.ts';
import { bertInput } from '../../text/bert/index.ts';
import type { MethodContext } from '../method.ts';
import { textOf } from './tower.ts';

export interface ReadTexts {
  readonly input: ClipInput;
  /** Equal where two texts are. */
  readonly keys: readonly string[];
}

export type TextReader = (data: CachedData, indices: readonly number[]) => ReadTexts;

/** Reads the texts of images by their places in the data; each is tokenised once. */
export function textReader(
  { config, tokenizer }: Pick<MethodContext, 'config' | 'tokenizer'>,
  device: string,
): TextReader {
  const maxLength = config.clip.contextLength;
  const known = new Map<number, Encoding>();
  const encode = (data: CachedData, index: number) => {
    const encoding =
      known.get(index) ?? tokenizer!.encodePair(textOf(data.samples[index]!, config), null, { maxLength });
    known.set(index, encoding);
    return encoding;
  };
  return (data, indices) => {
    const encodings = indices.map((index) => encode(data, index));
    return { input: clipInput(encodings, tokenizer!, device), keys: encodings.map(({ ids }) => ids.join()) };
  };
}

function clipInput(encodings: readonly Encoding[], tokenizer: WordPieceTokenizer, device: string): ClipInput {
  return bertInput(padBatch(encodings, { pad: tokenizer.specialTokens.get('[PAD]')! }), device);
}

/** Unit vectors [M, D] of any texts. */
export function encodeSentences(
  model: Clip,
  tokenizer: WordPieceTokenizer,
  texts: readonly string[],
  maxLength: number,
): Tensor {
  const encodings = texts.map((text) => tokenizer.encodePair(text, null, { maxLength }));
  return model.encodeTexts(clipInput(encodings, tokenizer, model.logitScale.device));
}

/**
 * Which texts of a batch belong to an image, as probabilities [N, N]: all that say the same, in equal shares; else equal reports would
 * count as each other's opposite. Null where no two are equal.
 */
export function sharedTexts(keys: readonly string[], device: string): Tensor | null {
  const groups = groupsOf(keys);
  if (new Set(groups).size === keys.length) return null;
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const shares = groups.flatMap((own) => groups.map((other) => (own === other ? 1 / sizes.get(own)! : 0)));
  return tensor(shares, { shape: [keys.length, keys.length], device });
}

/** For each text the place of the first that is equal. */
export function groupsOf(keys: readonly string[]): number[] {
  const first = new Map<string, number>();
  return keys.map((key, i) => {
    if (!first.has(key)) first.set(key, i);
    return first.get(key)!;
  });
}
