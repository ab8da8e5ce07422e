import { command } from './command.ts';
import { FROZEN_ARGS } from './frozen-model.ts';

export const features = command({
  name: 'features',
  description: 'What a model’s classifier sees of each image: features as .npy and CSV, and two maps of them.',
  example: 'fovea features runs/first --data xrays --split test --out features',
  args: {
    ...FROZEN_ARGS,
    split: { type: 'string', description: 'Only this split of the data set: train, val or test' },
    map: { type: 'string', description: 'Maps to draw: pca,umap (default), pca or none' },
    seed: { type: 'string', description: 'Seed of the UMAP (default 0)' },
    out: { type: 'string', default: 'features', description: 'Folder to write (default features)' },
  },
  rest: true,
  run: async (args, rest) => (await import('./features-run.ts')).runFeatures(args, rest),
});
