import { command, oneOf, UsageError } from './command.ts';
import { renderTextScore } from './render-text.ts';
import { openTextModel } from './text-source.ts';

export const textEvaluate = command({
  name: 'text evaluate',
  description: 'How well a language model foresees a text: loss, perplexity, bits a byte, with intervals.',
  example: 'fovea text evaluate runs/reports --split test',
  args: {
    run: { type: 'positional', required: false, description: 'Folder of a run of "fovea text train"' },
    init: { type: 'string', description: 'In place of a run: folder of a GPT-2 of Hugging Face; needs --data' },
    data: { type: 'string', description: 'Another text, or CSV file (default: what the run kept from training)' },
    columns: { type: 'string', description: "Columns of the CSV file that make up a document (default: the run's)" },
    groups: { type: 'string', description: 'Column of the patient or report (default: patient_id or uid)' },
    split: { type: 'string', description: 'Part of its own documents: test (default) or validation' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { data: path } = args;
    const split = oneOf('split', args.split, ['test', 'validation'] as const);
    if (path !== undefined && split !== undefined)
      throw new UsageError('--split is of the data of a run, not of --data');
    if (path === undefined && args.init !== undefined)
      throw new UsageError('--init needs --data, a text to measure by');
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
  },
});
