import { join } from 'node:path';

/** Where everything lies in the folder of a run. */
export const runPaths = (dir: string) => ({
  config: join(dir, 'config.json'),
  split: join(dir, 'split.csv'),
  events: join(dir, 'events.jsonl'),
  metrics: join(dir, 'metrics.json'),
  predictions: join(dir, 'predictions.csv'),
  last: join(dir, 'checkpoints', 'last', 'state.safetensors'),
  best: join(dir, 'checkpoints', 'best', 'model.safetensors'),
});
