import { command, UsageError } from './command.ts';
import { checkBeginOrResume, numbersOf, runFolder, trainTextFolder, usage, wordsOf } from './text-options.ts';

const NUMBERS = {
  'max-length': 'maxLength',
  dropout: 'dropout',
  epochs: 'epochs',
  'batch-size': 'batchSize',
  lr: 'lr',
  warmup: 'warmup',
  'validate-every': 'validateEvery',
  seed: 'seed',
  threads: 'threads',
} as const;

export const textFinetune = command({
  name: 'text finetune',
  description:
    'Fine-tune a BERT to label texts: any number of labels each, a threshold for each from validation texts.',
  example: 'fovea text finetune --data reports.csv --text findings,impression --init runs/bert --out runs/labels',
  args: {
    data: {
      type: 'string',
      description: 'A CSV with texts, labels of 0 and 1, and best a column split (train, val, test)',
    },
    init: { type: 'string', description: 'A run of "fovea text pretrain", or a folder with a BERT of Hugging Face' },
    tokenizer: { type: 'string', description: "The weights' own tokenizer, where it does not lie beside them" },
    text: { type: 'string', description: 'Columns that make up a text (default text)' },
    labels: { type: 'string', description: 'Columns of the labels (default: all that hold nothing but 0 and 1)' },
    id: { type: 'string', description: 'Column that names a row (default: its line)' },
    group: { type: 'string', description: 'Column of what stays together in a split, such as the patient' },
    scratch: { type: 'boolean', description: 'Sizes and tokenizer of --init, new weights: what pre-training is worth' },
    'max-length': {
      type: 'string',
      description: "Tokens of a text; the rest is cut off (default: the model's context)",
    },
    dropout: { type: 'string', description: "Dropout (default: the model's)" },
    epochs: { type: 'string', description: 'Passes through the training texts (default 4)' },
    'batch-size': { type: 'string', description: 'Texts in a step (default 32)' },
    lr: { type: 'string', description: 'Peak learning rate (default 2e-4)' },
    warmup: { type: 'string', description: 'Share of the steps in which it rises (default 0.1)' },
    'validate-every': { type: 'string', description: 'Steps between validations (default 100)' },
    seed: {
      type: 'string',
      description: 'Seed of the head, the order, dropout, and of a split that is drawn (default 0)',
    },
    threads: { type: 'string', description: 'Threads of the engine (default: all cores)' },
    out: { type: 'string', description: 'Folder of the run (default runs/<data>-labels-<seed>)' },
    resume: { type: 'string', description: 'Go on with the run in this folder' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  async run(args) {
    checkBeginOrResume(args);
    const dir = args.resume ?? (await begin(args));
    const json = args.json === true;
    const metrics = await trainTextFolder(dir, { command: 'finetune', resume: args.resume !== undefined, json });
    if (metrics === null) return;
    if (json) console.log(JSON.stringify({ run: dir, ...metrics }));
    else console.log(`${dir}: best weights of step ${metrics.step}; measure them: fovea text evaluate ${dir}`);
  },
});

async function begin(args: Readonly<Record<string, unknown>>): Promise<string> {
  if (args.init === undefined)
    throw new UsageError('give --init: a run of "fovea text pretrain", or a folder of weights');
  const { beginFineTuneRun, parseFineTuneConfig } = await import('../train/text/index.ts');
  const { version } = await import('./version.ts');
  const config = usage(() => parseFineTuneConfig({ ...numbersOf(args, NUMBERS), scratch: args.scratch === true }));
  const dir = runFolder(args, 'labels', config.seed);
  const text = (name: string) => args[name] as string | undefined;
  beginFineTuneRun({
    dir,
    data: text('data')!,
    text: wordsOf(args.text),
    labels: wordsOf(args.labels),
    id: text('id') ?? null,
    group: text('group') ?? null,
    init: text('init')!,
    tokenizer: text('tokenizer'),
    config,
    version,
  });
  return dir;
}
