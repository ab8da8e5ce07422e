import { join } from 'node:path';

/** Where everything lies in the folder of a run. */
export const runPaths = (dir: string) => ({
  config: join(dir, 'config.json'),
  split: join(dir, 'split.csv'),
  events: join(dir, 'events.jsonl'),
  metrics: join(dir, 'metrics.json'),
  predictions: join(dir, 'predictions.csv'),
  /** Of a segmentation: what it marked in the test images, as run lengths, and how it compares with their masks. */
  masks: join(dir, 'masks.csv'),
  maskRecord: join(dir, 'masks.json'),
  /** What `fovea evaluate --robustness` found on the test images. */
  robustness: join(dir, 'robustness.json'),
  last: join(dir, 'checkpoints', 'last', 'state.safetensors'),
  epochs: join(dir, 'checkpoints', 'epochs'),
  best: join(dir, 'checkpoints', 'best', 'model.safetensors'),
});
