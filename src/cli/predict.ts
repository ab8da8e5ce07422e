import { command } from './command.ts';

export const predict = command({
  name: 'predict',
  description:
    'Write a CSV of probabilities for images: image_path, probability, Label; of a segmentation, a folder of masks.',
  example: 'fovea predict runs/first --data new-xrays --out predictions.csv',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of the run' },
    data: {
      type: 'string',
      required: true,
      description: 'Data set, folder of images, or an image; more images may follow',
    },
    split: { type: 'string', description: 'Only this split of a data set: train, val or test' },
    out: {
      type: 'string',
      default: 'predictions.csv',
      description: 'File to write; of a segmentation the folder (default segmentation)',
    },
    columns: {
      type: 'boolean',
      description: 'Further columns: truth, patient_id, split',
    },
    overlays: { type: 'boolean', description: 'Of a segmentation: also draw the outlines on the images' },
    'contact-sheet': {
      type: 'boolean',
      description: 'Of a segmentation with masks: also one picture of the worst, median and best cases',
    },
    present: {
      type: 'string',
      valueHint: 'TEXT…',
      description: 'Of a pre-training by clip: sentences that say a finding is there; predicts without any label',
    },
    absent: { type: 'string', valueHint: 'TEXT…', description: 'Sentences that say it is not' },
    device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
    'skip-bad': { type: 'boolean', description: 'Leave out images that cannot be read, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  lists: ['present', 'absent'],
  rest: true,
  async run(args, rest, lists) {
    const sentences = { present: lists.present!, absent: lists.absent! };
    if (sentences.present.length + sentences.absent.length === 0)
      return (await import('./predict-run.ts')).runPredict(args, rest);
    return (await import('./predict-sentences.ts')).runPredictSentences(args, rest, sentences);
  },
});
