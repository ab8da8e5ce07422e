import { resolve } from 'node:path';
import type { Sample } from '../../../data/index.ts';
import { BERT_MODELS, type BertConfig, type BertTrunk } from '../../../models/index.ts';
import { trainWordPiece, type WordPieceTokenizer } from '../../../text/index.ts';
import { encodeTexts, lossesOf, openPreTrained, openPreTrainRun } from '../../text/bert/index.ts';
import type { PretrainConfig } from '../config.ts';

/** What is written of an image, in the column that the configuration names. */
export const textOf = ({ attributes }: Sample, { clip }: PretrainConfig): string =>
  (attributes[clip.textColumn] ?? '').trim();

/** With the sizes of the run that the text tower begins from, so that the record says them. */
export function settleText(config: PretrainConfig): PretrainConfig {
  const { clip } = config;
  if (clip.textInit === null) return config;
  const dir = resolve(clip.textInit);
  const { model, contextLength } = openPreTrainRun(dir).config.train;
  const sizes = { textModel: model, contextLength: contextLength ?? BERT_MODELS[model].contextLength };
  return { ...config, clip: { ...clip, ...sizes, textInit: dir } };
}

/** The tokenizer of the run that the text tower begins from, or one learnt from these texts; and what of them it does not read. */
export function prepareTexts(texts: readonly string[], config: PretrainConfig) {
  const tokenizer = tokenizerFor(texts, config);
  const { contextLength } = config.clip;
  return { tokenizer, warnings: lossesOf(encodeTexts(texts, tokenizer, contextLength), contextLength) };
}

function tokenizerFor(texts: readonly string[], { clip }: PretrainConfig): WordPieceTokenizer {
  if (clip.textInit !== null) return openPreTrainRun(clip.textInit).tokenizer;
  try {
    return trainWordPiece(texts, { vocabSize: clip.vocabSize });
  } catch (error) {
    throw new Error(`clip.vocabSize ${clip.vocabSize}: ${(error as Error).message}`);
  }
}

export function textSizes({ clip }: PretrainConfig, tokenizer: WordPieceTokenizer): BertConfig {
  const { contextLength, textModel } = clip;
  const padId = tokenizer.specialTokens.get('[PAD]')!;
  return { ...BERT_MODELS[textModel], contextLength, padId, vocabSize: tokenizer.vocabSize };
}

/** Puts the weights in place that the text tower begins from, where there are any. */
export function beginTextTower(tower: BertTrunk, { clip }: PretrainConfig): void {
  if (clip.textInit === null) return;
  using pretrained = openPreTrained(openPreTrainRun(clip.textInit));
  tower.loadStateDict(pretrained.bert.stateDict());
}
