import { command, oneOf, UsageError } from './command.ts';
import { beside, describeLoss } from './progress.ts';
import { renderTextScore } from './render-text.ts';
import { decimal, table, withInterval } from './table.ts';
import { openTextModel } from './text-source.ts';

export const textEvaluate = command({
  name: 'text evaluate',
  description:
    'Measure a language model: a GPT or BERT on what its run kept from training or on another text, a labeller on its test texts.',
  example: 'fovea text evaluate runs/reports --split test',
  args: {
    run: {
      type: 'positional',
      required: false,
      description: 'Folder of a run of "fovea text train", pretrain or finetune',
    },
    init: { type: 'string', description: 'In place of a run: folder of a GPT-2 of Hugging Face; needs --data' },
    data: { type: 'string', description: 'Another text, or CSV file (default: what the run kept from training)' },
    columns: { type: 'string', description: "Of a GPT: columns of the CSV file that make up a document (the run's)" },
    groups: { type: 'string', description: 'Of a GPT: column of the patient or report (patient_id or uid)' },
    split: { type: 'string', description: 'Of its own documents: train (a labeller), val or test (default test)' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const json = args.json === true;
    const { taskOf } = await import('../train/text/index.ts');
    const task = args.run === undefined ? null : taskOf(args.run);
    if (task === 'text-classification') return evaluateLabeller(args.run!, args, json);
    if (task === 'masked-language-model') {
      if (args.split !== undefined) throw new UsageError('--split is for GPTs on documents, and labellers');
      return evaluateBert(args.run!, args.data, json);
    }
    return evaluateGpt(args, json);
  },
});

interface GptOptions {
  readonly run?: string | undefined;
  readonly init?: string | undefined;
  readonly data?: string | undefined;
  readonly columns?: string | undefined;
  readonly groups?: string | undefined;
  readonly split?: string | undefined;
}

async function evaluateGpt(args: GptOptions, json: boolean): Promise<void> {
  const { data: path } = args;
  const split = oneOf('split', args.split, ['val', 'test'] as const);
  if (path !== undefined && split !== undefined) throw new UsageError('--split is of the data of a run, not of --data');
  if (path === undefined && args.init !== undefined) throw new UsageError('--init needs --data, a text to measure by');
  const { evaluateOtherText, evaluateTextRun } = await import('../train/text/index.ts');
  const { name, run, ...evaluated } = await openTextModel(args);
  try {
    const columns = args.columns?.split(',') ?? run?.config.data.columns ?? null;
    const result =
      path === undefined
        ? evaluateTextRun(run!, evaluated, split)
        : evaluateOtherText({ path, columns, groups: args.groups ?? null, run }, evaluated);
    console.log(json ? JSON.stringify({ run: name, ...result }) : renderTextScore(result));
  } finally {
    evaluated.model.dispose();
  }
}

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
