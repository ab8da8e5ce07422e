import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSplit, type SplitRecord } from '../../data/index.ts';
import { runPaths } from '../run-paths.ts';
import { PretrainRunConfig } from './config.ts';

/**
 * A warning where weights were pre-trained on images of `data` that the split tests on: even without labels, a network that has seen the
 * test images may do better on them than on others. Empty where they were not, or are of no pre-training run.
 */
export function overlapWarnings(weights: string, data: string, split: SplitRecord): string[] {
  const dir = resolve(weights, '../../..'); // the run of checkpoints/best/model.safetensors
  const paths = runPaths(dir);
  if (resolve(weights) !== resolve(paths.best) || !existsSync(paths.config) || !existsSync(paths.split)) return [];
  const run = PretrainRunConfig.safeParse(JSON.parse(readFileSync(paths.config, 'utf8')));
  const place = run.success ? run.data.data.paths.indexOf(resolve(data)) : -1;
  if (!run.success || place < 0) return [];
  const prefix = run.data.data.paths.length === 1 ? /^/ : new RegExp(`^${place + 1}:[^/]*/`);
  const learnt = new Set(
    readSplit(paths.split).assignments.flatMap((a) =>
      a.split === 'train' && prefix.test(a.imagePath) ? [a.imagePath.replace(prefix, '')] : [],
    ),
  );
  const tested = split.assignments.filter((a) => a.split === 'test');
  const seen = tested.filter((a) => learnt.has(a.imagePath)).length;
  if (seen === 0) return [];
  return [
    `${seen} of ${tested.length} test images were learnt from, without labels, by ${dir}: what is measured on them may flatter; pre-train with --leave-out and a run of this split`,
  ];
}
