import { command, oneOf, UsageError } from './command.ts';
import { MASK_ARGS } from './mask-options.ts';
import { SHARED_ARGS } from './study-options.ts';

export const compare = command({
  name: 'compare',
  description:
    'Compare models on the same test cases, and say which is better, or that the data cannot tell: from prediction files of any program, or trained here under one budget; classifiers or, with --task segmentation, masks. See docs/compare.md.',
  example: 'fovea compare --predictions vit.csv cnn.csv --labels test.csv --groups patient_id',
  args: {
    task: { type: 'string', description: 'classification (default) or segmentation' },
    predictions: {
      type: 'string',
      valueHint: 'FILE…',
      description: 'CSV of image_path,probability for each model; of masks a CSV of run lengths or a folder of PNGs',
    },
    names: { type: 'string', description: 'Names of the models: vit,cnn (default: from the files)' },
    data: { type: 'string', description: 'Instead of predictions: data set to train on' },
    models: { type: 'string', description: 'Models to train: densenet121,unet:lr=1e-4,unet:VARIANT' },
    budget: { type: 'string', description: 'Of each training: 20m, 90s, 1h of steps, or 3epochs' },
    seeds: { type: 'string', description: 'Trainings of each model (default 1)' },
    init: {
      type: 'string',
      description: 'scratch (default), or weights or runs to begin from: one for all, or a list as long as --models',
    },
    'count-init': {
      type: 'boolean',
      description: 'What a run given to --init trained counts too: an equal total --budget, of time',
    },
    fractions: { type: 'string', description: 'Shares of the training patients, for learning curves: 0.1,0.3,1' },
    'image-size': { type: 'string', description: 'Side of the square images, pixels (default 224)' },
    'batch-size': { type: 'string', description: 'Images in a step (default 16)' },
    lr: { type: 'string', description: 'Peak learning rate (default 5e-4)' },
    config: {
      type: 'string',
      description: 'JSON file with any other training options, the same for all, and "variants"',
    },
    jobs: { type: 'string', description: 'Trainings side by side, as memory and cores allow (default 1)' },
    robustness: { type: 'boolean', description: 'Measure again under corruptions, lower resolution and shifts' },
    resume: { type: 'string', description: 'Go on with the study in this folder' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
    split: { type: 'string', description: 'Only the rows of --labels whose column split says this' },
    margin: {
      type: 'string',
      description: 'Largest difference of AUROC or Dice that does not matter; allows "equivalent"',
    },
    test: { type: 'string', description: 'default (DeLong and McNemar; of masks a bootstrap) or permutation' },
    confidence: { type: 'string', description: 'Of the intervals (default 0.95)' },
    patients: { type: 'string', description: 'Of masks: CSV of image_path,patient_id, where --labels has no patients' },
    ...MASK_ARGS,
    ...SHARED_ARGS,
    out: { type: 'string', description: 'Folder of the study (default studies/<names>)' },
  },
  lists: ['predictions', 'validation-predictions'],
  run: async (args, _rest, lists) => {
    const predictions = lists.predictions!;
    const task = oneOf('task', args.task, ['classification', 'segmentation']) ?? 'classification';
    const ways = [predictions.length > 0, args.data !== undefined, args.resume !== undefined];
    if (ways.filter(Boolean).length !== 1) {
      throw new UsageError('give --predictions and --labels, or --data and --models, or --resume');
    }
    if (predictions.length === 0) {
      const { compareTrainings } = await import('./compare-trainings.ts');
      return compareTrainings({ ...args, task });
    }
    if (predictions.length < 2) throw new UsageError('--predictions needs two files or more, one for each model');
    if (args.robustness) throw new UsageError('--robustness needs the models themselves: train them with --data');
    if (task === 'segmentation') {
      const { compareMaskFiles } = await import('./compare-mask-files.ts');
      return compareMaskFiles(args, predictions);
    }
    const { compareFiles } = await import('./compare-files.ts');
    await compareFiles(args, predictions, lists['validation-predictions']!);
  },
});
