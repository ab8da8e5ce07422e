import { command } from './command.ts';
import { checkBeginOrResume, numbersOf, runFolder, trainTextFolder, usage, wordsOf } from './text-options.ts';

const NUMBERS = {
  'context-length': 'contextLength',
  'vocab-size': 'vocabSize',
  dropout: 'dropout',
  steps: 'steps',
  'batch-size': 'batchSize',
  lr: 'lr',
  'min-lr': 'minLr',
  warmup: 'warmup',
  'validate-every': 'validateEvery',
  seed: 'seed',
  threads: 'threads',
} as const;

export const textPretrain = command({
  name: 'text pretrain',
  description: 'Pre-train a BERT on documents: masked tokens, and which sentences follow each other.',
  example: 'fovea text pretrain --data reports.csv --text findings,impression --model bert_mini --out runs/bert',
  args: {
    data: {
      type: 'string',
      description: 'A CSV with a document a row, or text with a sentence a line and an empty line between documents',
    },
    text: { type: 'string', description: 'Columns of the CSV that make up a document (default text)' },
    model: { type: 'string', description: 'bert_tiny, bert_mini, bert_small or bert_base (default bert_mini)' },
    tokenizer: {
      type: 'string',
      description: 'A WordPiece tokenizer.json or vocab.txt (default: learnt from the data)',
    },
    'vocab-size': { type: 'string', description: 'Most tokens of a vocabulary that is learnt (default 8192)' },
    nsp: { type: 'boolean', default: true, description: 'Next-sentence prediction; --no-nsp leaves it out' },
    'whole-words': { type: 'boolean', description: 'Mask all pieces of a word or none' },
    'context-length': { type: 'string', description: "Tokens seen at once (default: the model's 512)" },
    dropout: { type: 'string', description: 'Dropout (default 0.1)' },
    steps: { type: 'string', description: 'Optimiser steps (default 10000)' },
    'batch-size': { type: 'string', description: 'Rows in a step (default 32)' },
    lr: { type: 'string', description: 'Peak learning rate (default 5e-4)' },
    'min-lr': { type: 'string', description: 'Where its cosine ends (default 0)' },
    warmup: { type: 'string', description: 'Steps in which it rises (default 500)' },
    'validate-every': { type: 'string', description: 'Steps between validations (default 500)' },
    seed: { type: 'string', description: 'Seed of weights, segments, masks and dropout (default 0)' },
    threads: { type: 'string', description: 'Threads of the engine (default: all cores)' },
    out: { type: 'string', description: 'Folder of the run (default runs/<data>-<model>-<seed>)' },
    resume: { type: 'string', description: 'Go on with the run in this folder' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  async run(args) {
    checkBeginOrResume(args);
    const dir = args.resume ?? (await begin(args));
    const json = args.json === true;
    const metrics = await trainTextFolder(dir, { command: 'pretrain', resume: args.resume !== undefined, json });
    if (metrics === null) return;
    if (json) console.log(JSON.stringify({ run: dir, ...metrics }));
    else console.log(`${dir}: best weights of step ${metrics.step}; label texts: fovea text finetune --init ${dir}`);
  },
});

async function begin(args: Readonly<Record<string, unknown>>): Promise<string> {
  const { beginPreTrainRun, parsePreTrainConfig } = await import('../train/text/index.ts');
  const { version } = await import('./version.ts');
  const config = usage(() =>
    parsePreTrainConfig({
      ...numbersOf(args, NUMBERS),
      ...(args.model === undefined ? {} : { model: args.model }),
      nextSentence: args.nsp !== false,
      wholeWords: args['whole-words'] === true,
    }),
  );
  const dir = runFolder(args, config.model, config.seed);
  const tokenizer = args.tokenizer as string | undefined;
  beginPreTrainRun({ dir, data: args.data as string, text: wordsOf(args.text), tokenizer, config, version });
  return dir;
}
