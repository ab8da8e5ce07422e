import { encodeTexts, lossesOf, probabilitiesOf } from './classify.ts';
import { type FineTuneRun, maxLengthOf, openClassifier } from './finetune-run.ts';

/** What the best weights of a run give each label of some texts, [label][text], and what of the texts did not go in. */
export function scoreTexts(
  run: FineTuneRun,
  texts: readonly string[],
): { probabilities: Float64Array[]; notes: string[] } {
  const { tokenizer } = run;
  const maxLength = maxLengthOf(run);
  const encoded = encodeTexts(texts, tokenizer, maxLength);
  using model = openClassifier(run);
  const probabilities = probabilitiesOf(model, encoded.encodings, tokenizer.specialTokens.get('[PAD]')!);
  return { probabilities, notes: lossesOf(encoded, maxLength) };
}
