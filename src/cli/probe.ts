import { command } from './command.ts';
import { FROZEN_ARGS } from './frozen-model.ts';

export const probe = command({
  name: 'probe',
  description:
    'How good a model’s features are, its weights frozen: a linear probe or nearest neighbours on them, measured on test images.',
  example: 'fovea probe runs/pretrained --data xrays --label pneumothorax --method knn --out probes/knn',
  args: {
    ...FROZEN_ARGS,
    method: { type: 'string', description: 'linear or knn (default linear)' },
    temperature: {
      type: 'string',
      description: 'Of the neighbours’ votes (default 0.07); "none" counts each the same',
    },
    rule: { type: 'string', description: 'Threshold on validation images: youden (default), f1, sensitivity=0.9 …' },
    seed: { type: 'string', description: 'Seed of the split, where the data has none, and of intervals (default 0)' },
    replicates: { type: 'string', default: '2000', description: 'Bootstrap replicates (default 2000)' },
    out: { type: 'string', description: 'Folder to write (default probes/<model>-<method>)' },
  },
  run: async (args) => (await import('./probe-run.ts')).runProbe(args),
});
