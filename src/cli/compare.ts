import { command, UsageError } from './command.ts';
import { SHARED_ARGS } from './study-options.ts';

export const compare = command({
  name: 'compare',
  description:
    'Compare models on the same test cases, and say which is better, or that the data cannot tell: from prediction files of any program. See docs/compare.md.',
  example: 'fovea compare --predictions vit.csv cnn.csv --labels test.csv --groups patient_id',
  args: {
    predictions: { type: 'string', valueHint: 'FILE…', description: 'CSV of image_path,probability for each model' },
    names: { type: 'string', description: 'Names of the models: vit,cnn (default: from the files)' },
    split: { type: 'string', description: 'Only the rows of --labels whose column split says this' },
    margin: { type: 'string', description: 'Largest AUROC difference that does not matter; allows "equivalent"' },
    test: { type: 'string', description: 'delong (default) or permutation' },
    confidence: { type: 'string', description: 'Of the intervals (default 0.95)' },
    ...SHARED_ARGS,
    out: { type: 'string', description: 'Folder of the study (default studies/<names>)' },
  },
  lists: ['predictions', 'validation-predictions'],
  run: async (args, _rest, lists) => {
    const predictions = lists.predictions!;
    if (predictions.length < 2) throw new UsageError('--predictions needs two files or more, one for each model');
    const { compareFiles } = await import('./compare-files.ts');
    await compareFiles(args, predictions, lists['validation-predictions']!);
  },
});
