import { command, oneOf, UsageError } from './command.ts';
import { MASK_ARGS } from './mask-options.ts';
import { SHARED_ARGS } from './study-options.ts';

export const evaluate = command({
  name: 'evaluate',
  description:
    'Measure a trained model, or the predictions of any program: every metric with its interval, n and trivial baseline.',
  example: 'fovea evaluate runs/first --split test --subgroups sex,age',
  args: {
    run: { type: 'positional', required: false, description: 'Folder of the run' },
    predictions: {
      type: 'string',
      description: 'Instead of a run: CSV of image_path,probability; of masks a CSV of run lengths or a folder of PNGs',
    },
    task: { type: 'string', description: 'Of --predictions: classification (default) or segmentation' },
    data: { type: 'string', description: 'Data set (default: the one that the run was trained on)' },
    split: {
      type: 'string',
      description: 'train, val or test (default test for a run); "all" takes every image',
    },
    subgroups: { type: 'string', description: 'Columns to look at one by one: sex,age,view' },
    report: {
      type: 'boolean',
      valueHint: 'FILE.html',
      description: 'Write the HTML report: to FILE.html, else into the run’s folder or beside the predictions',
    },
    robustness: { type: 'boolean', description: 'Measure again under corruptions, lower resolution and shifts' },
    patients: { type: 'string', description: 'Of masks: CSV of image_path,patient_id, where --labels has no patients' },
    'rle-size': MASK_ARGS['rle-size'],
    ...SHARED_ARGS,
    device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
  },
  lists: ['validation-predictions', 'report'],
  run: async (args, _rest, lists) => {
    const { predictions } = args;
    // A word after --report is the file to write if it is called .html; else it is the run.
    const reportTo = lists.report!.find((word) => /\.html?$/i.test(word));
    const run = args.run === reportTo ? lists.report!.find((word) => word !== reportTo) : args.run;
    if ((run === undefined) === (predictions === undefined)) {
      throw new UsageError('give either the folder of a run, or --predictions and --labels');
    }
    if (predictions !== undefined) {
      if (args.robustness) throw new UsageError('--robustness needs the model itself: give the folder of a run');
      if (oneOf('task', args.task, ['classification', 'segmentation']) === 'segmentation') {
        const { evaluateMaskFiles } = await import('./evaluate-mask-files.ts');
        return evaluateMaskFiles({ ...args, predictions });
      }
      const { evaluateFiles } = await import('./evaluate-files.ts');
      return evaluateFiles({ ...args, predictions, reportTo }, lists['validation-predictions']!);
    }
    const { runEvaluate } = await import('./evaluate-run.ts');
    await runEvaluate({ ...args, run: run!, reportTo });
  },
});
