import { command } from './command.ts';

export const evaluate = command({
  name: 'evaluate',
  description: 'Measure a trained model: every metric with its interval, n and trivial baseline.',
  example: 'fovea evaluate runs/first --split test',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of the run' },
    data: { type: 'string', description: 'Data set (default: the one that the run was trained on)' },
    split: {
      type: 'string',
      default: 'test',
      description: 'train, val or test (default test); "all" takes every image',
    },
    replicates: { type: 'string', default: '2000', description: 'Bootstrap replicates (default 2000)' },
    device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  run: async (args) => (await import('./evaluate-run.ts')).runEvaluate(args),
});
