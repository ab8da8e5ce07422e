import type { Gpt } from '../models/index.ts';
import type { Tokenizer } from '../text/index.ts';
import type { TextRun } from '../train/text/index.ts';
import { UsageError } from './command.ts';

export interface TextModel {
  /** The caller frees it. */
  readonly model: Gpt;
  readonly tokenizer: Tokenizer;
  /** Folder that it came from. */
  readonly name: string;
  /** null where the model was trained elsewhere. */
  readonly run: TextRun | null;
}

/** The model of a run, or of a folder of Hugging Face: exactly one of the two is named. */
export async function openTextModel(args: {
  readonly run?: string | undefined;
  readonly init?: string | undefined;
  readonly tokenizer?: string | undefined;
}): Promise<TextModel> {
  if ((args.run === undefined) === (args.init === undefined)) {
    throw new UsageError('give either the folder of a run, or --init with a folder of a GPT-2 of Hugging Face');
  }
  const { openGpt, openPretrainedGpt, openTextRun } = await import('../train/text/index.ts');
  const { readTokenizer } = await import('../formats/index.ts');
  const other = args.tokenizer === undefined ? {} : { tokenizer: readTokenizer(args.tokenizer) };
  if (args.init !== undefined) return { ...openPretrainedGpt(args.init, other), name: args.init, run: null };
  const run = { ...openTextRun(args.run!), ...other };
  return { model: openGpt(run), tokenizer: run.tokenizer, name: args.run!, run };
}
