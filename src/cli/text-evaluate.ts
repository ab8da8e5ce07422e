import { command, oneOf, UsageError } from './command.ts';
import { beside, describeLoss } from './progress.ts';
import { decimal, table, withInterval } from './table.ts';

export const textEvaluate = command({
  name: 'text evaluate',
  description:
    'Measure a language model: a GPT or BERT on its validation text or another, a labeller on its test texts.',
  example: 'fovea text evaluate runs/shakespeare --data other.txt',
  args: {
    run: {
      type: 'positional',
      required: true,
      description: 'Folder of a run of "fovea text train", pretrain or finetune',
    },
    data: {
      type: 'string',
      description: 'Another file of text (default: the last part of its own, which it never learnt from)',
    },
    split: { type: 'string', description: 'Of a labeller: train, val or test (default test)' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { taskOf } = await import('../train/text/index.ts');
    const task = taskOf(args.run);
    const json = args.json === true;
    if (task === 'text-classification') return evaluateLabeller(args.run, args, json);
    if (args.split !== undefined) throw new UsageError('--split is for runs of "fovea text finetune"');
    if (task === 'masked-language-model') return evaluateBert(args.run, args.data, json);
    const { evaluateText, openGpt, openTextRun, readText } = await import('../train/text/index.ts');
    const { unigramLoss } = await import('../text/index.ts');
    const run = openTextRun(args.run);
    const { tokenizer, config } = run;
    const path = args.data ?? config.data.path;
    const encode = (file: string) => {
      try {
        return tokenizer.encode(readText(file).text);
      } catch (error) {
        const { message } = error as Error;
        throw new Error(message.startsWith(file) ? message : `${file}: ${message}; leave it out`);
      }
    };
    const own = encode(config.data.path);
    const cut = Math.floor(own.length * (1 - config.train.validation));
    const text = args.data === undefined ? own.subarray(cut) : encode(path);
    const baseline = unigramLoss(own.subarray(0, cut), text, tokenizer.vocabSize);
    const model = openGpt(run);
    try {
      const loss = evaluateText(model, text, baseline);
      if (args.json) console.log(JSON.stringify({ run: args.run, data: path, loss }));
      else console.log(`${path}: ${describeLoss(loss).replace('validation ', '')}`);
    } finally {
      model.dispose();
    }
  },
});

async function evaluateBert(dir: string, data: string | undefined, json: boolean): Promise<void> {
  const { evaluatePreTrained, openPreTrainRun } = await import('../train/text/index.ts');
  const run = openPreTrainRun(dir);
  const path = data ?? run.config.data.path;
  const measure = evaluatePreTrained(run, path);
  if (json) {
    console.log(JSON.stringify({ run: dir, data: path, ...measure }));
    return;
  }
  console.log(`${path}: ${describeLoss(measure.loss).replace('validation ', '')}`);
  console.log(`masked tokens guessed: ${beside(measure.accuracy)}`);
  if (measure.next !== null) console.log(`next sentences told: ${beside(measure.next)}`);
}

async function evaluateLabeller(
  dir: string,
  args: { readonly data?: string | undefined; readonly split?: string | undefined },
  json: boolean,
): Promise<void> {
  if (args.data !== undefined) {
    throw new UsageError('a labeller is measured on its own test texts; for others: fovea text predict');
  }
  const { evaluateLabels, openFineTuneRun, PARTS } = await import('../train/text/index.ts');
  const evaluation = evaluateLabels(openFineTuneRun(dir), oneOf('split', args.split, PARTS) ?? 'test');
  if (json) {
    console.log(JSON.stringify({ run: dir, ...evaluation }));
    return;
  }
  const { part, n, labels, macroAuroc, notes } = evaluation;
  for (const note of notes) console.error(`note: ${note}`);
  const head = ['label', 'positive', 'threshold', 'AUROC', 'F1', 'trivially', 'sensitivity', 'specificity'];
  const rows = labels.map((label) => [
    label.label,
    `${label.positives} (${decimal(100 * label.prevalence!, 1)} %)`,
    decimal(label.threshold),
    withInterval(label.auroc),
    withInterval(label.f1),
    decimal((2 * label.positives) / (n + label.positives)),
    withInterval(label.sensitivity),
    withInterval(label.specificity),
  ]);
  console.log(
    [
      `${dir}, ${part}: ${n} texts; thresholds chosen on validation texts (highest F1)`,
      '',
      table([head, ...rows], [1, 2]),
      '',
      `mean AUROC ${beside(macroAuroc)}; F1 trivially: every text called positive`,
      '',
      'Research use only: not a medical device.',
    ].join('\n'),
  );
}
