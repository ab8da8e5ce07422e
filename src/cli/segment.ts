import type { CommandDef } from 'citty';
import { command } from './command.ts';
import { runTrain, train } from './train.ts';

const { task: _, ...args } = train.args as unknown as Record<string, { type: 'string' }>;

/** The short way to `fovea train --task segmentation`, and `fovea segment plan`. */
const trainMasks = command({
  name: 'segment',
  description: 'Train a model that marks a finding in images, from masks. As "fovea train --task segmentation".',
  example: 'fovea segment --data xrays --model unet --image-size 256 --epochs 30 --out runs/masks',
  args,
  run: (given) => runTrain({ ...given, task: 'segmentation' }),
});

export const segment: CommandDef = {
  ...(trainMasks as CommandDef),
  subCommands: { plan: async () => (await import('./segment-plan.ts')).segmentPlan as CommandDef },
};
