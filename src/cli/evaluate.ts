import { command, UsageError } from './command.ts';
import { SHARED_ARGS } from './study-options.ts';

export const evaluate = command({
  name: 'evaluate',
  description:
    'Measure a trained model, or the predictions of any program: every metric with its interval, n and trivial baseline.',
  example: 'fovea evaluate runs/first --split test --subgroups sex,age',
  args: {
    run: { type: 'positional', required: false, description: 'Folder of the run' },
    predictions: { type: 'string', description: 'Instead of a run: CSV of image_path,probability' },
    data: { type: 'string', description: 'Data set (default: the one that the run was trained on)' },
    split: {
      type: 'string',
      description: 'train, val or test (default test for a run); "all" takes every image',
    },
    subgroups: { type: 'string', description: 'Columns to look at one by one: sex,age,view' },
    report: { type: 'boolean', description: 'Write the HTML report of a run into its folder' },
    ...SHARED_ARGS,
    device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
  },
  lists: ['validation-predictions'],
  run: async (args, _rest, lists) => {
    const { run, predictions } = args;
    if ((run === undefined) === (predictions === undefined)) {
      throw new UsageError('give either the folder of a run, or --predictions and --labels');
    }
    if (predictions !== undefined) {
      const { evaluateFiles } = await import('./evaluate-files.ts');
      return evaluateFiles({ ...args, predictions }, lists['validation-predictions']!);
    }
    const { runEvaluate } = await import('./evaluate-run.ts');
    await runEvaluate({ ...args, run: run! });
  },
});
