import { command } from './command.ts';

export const explain = command({
  name: 'explain',
  description: 'What a trained model looked at: heat laid over each image, and how far it is to be believed.',
  example: 'fovea explain runs/first --data xrays --split test --limit 20 --out explained',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of the run' },
    data: {
      type: 'string',
      description: 'Data set, folder of images, or an image; more images may follow (default: the run’s own data)',
    },
    split: { type: 'string', description: 'Only this split of a data set: train, val or test' },
    limit: { type: 'string', description: 'Only the first so many images' },
    method: {
      type: 'string',
      description: 'relevance, attention, rollout, gradcam, gradcam++ or occlusion (default by model)',
    },
    class: {
      type: 'string',
      description: 'Class to explain, or "predicted" (default: of two the positive one, else predicted)',
    },
    layer: { type: 'string', description: 'Of gradcam: path of the feature map (default the last)' },
    quality: {
      type: 'boolean',
      description: 'Measure the maps: deletion, insertion, likeness to those of random weights',
    },
    boxes: { type: 'string', description: 'With --quality: column of boxes, "Label:x,y,w,h;…", for the pointing game' },
    'box-label': { type: 'string', description: 'Only the boxes of this label' },
    seed: { type: 'string', description: 'Seed of what --quality compares with (default 0)' },
    out: { type: 'string', default: 'explained', description: 'Folder to write (default explained)' },
    device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
    'skip-bad': { type: 'boolean', description: 'Leave out images that cannot be read, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  rest: true,
  run: async (args, rest) => (await import('./explain-run.ts')).runExplain(args, rest),
});
