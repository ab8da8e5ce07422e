import { segmentationLoss } from '../../nn/index.ts';
import { cacheMasked } from '../data.ts';
import type { Task } from '../task.ts';
import { buildDenseModel } from './build.ts';
import { forwardMasks } from './deep.ts';
import { finishSegmentation } from './finish.ts';
import { prepareMasks } from './prepare.ts';
import { validateMasks } from './validate.ts';

/** A class for each pixel. */
export const segmentation: Task = {
  buildModel: buildDenseModel,
  openData: cacheMasked,
  forward: forwardMasks,
  prepareBatch: prepareMasks,
  positiveRate: ({ segmentation: { positiveRate }, epochs }, epoch) => {
    if (positiveRate === null) return null;
    const done = epochs > 1 ? Math.min(1, epoch / (epochs - 1)) : 0;
    return positiveRate.from + (positiveRate.to - positiveRate.from) * done;
  },
  loss: ({ segmentation: { loss, tversky } }, logits, target) => segmentationLoss(logits, target, loss, tversky),
  validate: validateMasks,
  finish: finishSegmentation,
};
