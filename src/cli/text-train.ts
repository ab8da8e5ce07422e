import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { command, numberOf, UsageError } from './command.ts';
import { openProgress } from './progress.ts';

const NUMBERS = {
  'vocab-size': 'vocabSize',
  'context-length': 'contextLength',
  dropout: 'dropout',
  steps: 'steps',
  'batch-size': 'batchSize',
  lr: 'lr',
  'min-lr': 'minLr',
  warmup: 'warmup',
  validation: 'validation',
  test: 'test',
  'validate-every': 'validateEvery',
  seed: 'seed',
  threads: 'threads',
} as const;

export const textTrain = command({
  name: 'text train',
  description:
    'Train a GPT on a text, whose last tenth measures, or on documents in the columns of a CSV file, split by patient.',
  example:
    'fovea text train --data reports.csv --columns findings,impression --tokenizer bpe --vocab-size 4096 --model gpt_mini',
  args: {
    data: { type: 'string', description: 'A file of UTF-8 text, or with --columns a CSV file' },
    columns: { type: 'string', description: 'Columns of the CSV file that make up a document, with commas between' },
    groups: { type: 'string', description: 'Column of the patient or report (default: patient_id or uid)' },
    tokenizer: { type: 'string', description: 'characters (default), bpe as in GPT-2, or wordpiece as in BERT' },
    'vocab-size': { type: 'string', description: "Tokens to learn for bpe and wordpiece (default: the model's)" },
    model: { type: 'string', description: 'gpt_char, gpt_mini, gpt_small or gpt2 (default gpt_char)' },
    'context-length': { type: 'string', description: "Tokens seen at once (default: the model's)" },
    dropout: { type: 'string', description: "Dropout (default: the model's)" },
    steps: { type: 'string', description: 'Optimiser steps (default 2000)' },
    'batch-size': { type: 'string', description: 'Windows of text in a step (default 12)' },
    lr: { type: 'string', description: 'Peak learning rate (default 1e-3)' },
    'min-lr': { type: 'string', description: 'Where its cosine ends (default 1e-4)' },
    warmup: { type: 'string', description: 'Steps in which it rises (default 100)' },
    validation: { type: 'string', description: 'Share that chooses the best weights (default 0.1)' },
    test: { type: 'string', description: 'Share of documents that measures them (default 0.1)' },
    'validate-every': { type: 'string', description: 'Steps between validations (default 500)' },
    seed: { type: 'string', description: 'Seed of weights, windows and dropout (default 0)' },
    threads: { type: 'string', description: 'Threads of the engine (default: all cores)' },
    out: { type: 'string', description: 'Folder of the run (default runs/<text>-<model>-<seed>)' },
    resume: { type: 'string', description: 'Go on with the run in this folder' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  async run(args) {
    if ((args.data === undefined) === (args.resume === undefined)) {
      throw new UsageError('give either --data, to begin a run, or --resume, to go on with one');
    }
    const { spawnTraining } = await import('../train/spawn.ts');
    const dir = args.resume ?? (await begin(args));
    const progress = openProgress(args.json === true);
    const outcome = await spawnTraining(dir, { text: true, resume: args.resume !== undefined, onEvent: progress.show });
    progress.end();
    if (outcome === 'stopped') {
      console.error(`stopped; go on with: fovea text train --resume ${dir}`);
      process.exitCode = 1;
      return;
    }
    const metrics = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
    if (args.json) console.log(JSON.stringify({ run: dir, ...metrics }));
    else console.log(`${dir}: best weights of step ${metrics.step}; let them write: fovea text generate ${dir}`);
  },
});

async function begin(args: Readonly<Record<string, unknown>>): Promise<string> {
  const { beginTextRun, parseTextConfig } = await import('../train/text/index.ts');
  const { version } = await import('./version.ts');
  const options: Record<string, unknown> = {};
  for (const key of ['model', 'tokenizer']) if (args[key] !== undefined) options[key] = args[key];
  for (const [flag, key] of Object.entries(NUMBERS)) {
    const value = numberOf(flag, args[flag] as string | undefined);
    if (value !== undefined) options[key] = value;
  }
  let config: ReturnType<typeof parseTextConfig>;
  try {
    config = parseTextConfig(options);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const data = args.data as string;
  const name = `${basename(data, extname(data))}-${config.model}-${config.seed}`;
  const dir = (args.out as string | undefined) ?? join('runs', name);
  const columns = (args.columns as string | undefined)?.split(',').map((column) => column.trim());
  beginTextRun({ dir, data, columns, groups: args.groups as string | undefined, config, version });
  return dir;
}
