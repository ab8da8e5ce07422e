import { command, oneOf, UsageError } from './command.ts';
import { beside, describeLoss } from './progress.ts';
import { renderTextScore } from './render-text.ts';
import { decimal, table, withInterval } from './table.ts';
import { openTextModel } from './text-source.ts';

interface Args {
  readonly run?: string | undefined;
  readonly init?: string | undefined;
  readonly data?: string | undefined;
  readonly columns?: string | undefined;
  readonly groups?: string | undefined;
  readonly split?: string | undefined;
  readonly json?: boolean | undefined;
}

export const textEvaluate = command({
  name: 'text evaluate',
  description:
    'Measure a language model: how well a GPT or BERT foresees a text, how well a labeller labels its test texts; with intervals.',
  example: 'fovea text evaluate runs/reports --split test',
  args: {
    run: {
      type: 'positional',
      required: false,
      description: 'Folder of a run of "fovea text train", pretrain or finetune',
    },
    init: { type: 'string', description: 'In place of a run: folder of a GPT-2 of Hugging Face; needs --data' },
    data: { type: 'string', description: 'Another text, or CSV file (default: what the run kept from training)' },
    columns: { type: 'string', description: "Columns of the CSV file that make up a document (default: the run's)" },
    groups: { type: 'string', description: 'Column of the patient or report (default: patient_id or uid)' },
    split: {
      type: 'string',
      description: 'Of its own documents: test (default), validation; of a labeller: train, val or test',
    },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { run } = args;
    const { taskOf } = await import('../train/text/index.ts');
    const task = run === undefined ? 'language-model' : taskOf(run);
    if (task === 'text-classification') return evaluateLabeller(run!, args, args.json === true);
    if (task === 'masked-language-model') {
      if (args.split !== undefined) throw new UsageError('--split is for runs of "fovea text train" and finetune');
      return evaluateBert(run!, args.data, args.json === true);
    }
    return evaluateGpt(args);
  },
});

async function evaluateGpt(args: Args): Promise<void> {
  const { data: path } = args;
  const split = oneOf('split', args.split, ['test', 'validation'] as const);
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
    console.log(args.json ? JSON.stringify({ run: name, ...result }) : renderTextScore(result));
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
