import { command } from './command.ts';
import { wordsOf } from './text-options.ts';

export const textPredict = command({
  name: 'text predict',
  description:
    'Label texts with a fine-tuned BERT: probabilities, and calls at the thresholds of its validation texts.',
  example: 'fovea text predict runs/labels --data new.csv --text findings,impression --out labels.csv',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of a run of "fovea text finetune"' },
    data: { type: 'string', required: true, description: 'A CSV with a text a row' },
    text: { type: 'string', description: "Columns that make up a text (default: the run's own)" },
    id: { type: 'string', description: 'Column that names a row (default: its line)' },
    out: { type: 'string', default: 'predictions.csv', description: 'File to write (default predictions.csv)' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  async run(args) {
    const { openFineTuneRun, predictTexts } = await import('../train/text/index.ts');
    const { writeCsv } = await import('../formats/index.ts');
    const run = openFineTuneRun(args.run);
    const { rows, labels, notes } = predictTexts(run, args.data, { text: wordsOf(args.text), id: args.id ?? null });
    const columns = ['id', ...labels.flatMap((label) => [`p_${label}`, `called_${label}`])];
    writeCsv(args.out, columns, rows);
    for (const note of notes) console.error(`note: ${note}`);
    if (args.json) console.log(JSON.stringify({ run: args.run, out: args.out, texts: rows.length, labels, notes }));
    else console.log(`${args.out}: ${rows.length} texts, ${labels.length} labels. For research only.`);
  },
});
