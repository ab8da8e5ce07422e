import { dice } from '../../metrics/index.ts';
import { meanInterval } from '../../stats/index.ts';
import type { CachedData } from '../data.ts';
import type { Learner } from '../learner.ts';
import { patientOf } from '../predict-dataset.ts';
import type { Validation } from '../validate.ts';
import { regionOverlaps } from './counts.ts';
import { readMaps } from './infer.ts';
import { maskTarget, readMasks } from './prepare.ts';

/**
 * Loss, and mean Dice of the images that have a region (of each region, with several), by which the best epoch is chosen: images without one
 * would reward a model that marks nothing. Without such images, minus the loss.
 */
export async function validateMasks(learner: Learner, data: CachedData): Promise<Validation> {
  const { model, config, precision, normalisation, numClasses } = learner;
  const { multiLabel } = config.segmentation;
  const indices = data.indices('val');
  const values: (number | null)[] = [];
  const patients: string[] = [];
  let lossSum = 0;
  const setup = { model, source: data.cache, indices, config, precision, normalisation };
  const measured = readMaps(setup, (own, logits) => {
    const masks = readMasks(data, own).to({ device: precision.device });
    const loss = learner.loss(logits, maskTarget(masks, config, numClasses)).item();
    return { own, loss, cases: regionOverlaps(logits, masks, multiLabel) };
  });
  for await (const { own, loss, cases } of measured) {
    lossSum += loss * own.length;
    for (const [i, overlaps] of cases.entries()) {
      for (const overlap of overlaps) {
        values.push(dice(overlap, 'skip empty reference'));
        patients.push(patientOf(data.samples[own[i]!]!));
      }
    }
  }
  const loss = lossSum / indices.length;
  const interval = meanInterval(values, { clusters: patients, range: [0, 1] });
  const { standardError: _, degreesOfFreedom: __, ...mean } = interval;
  return { loss, auroc: null, accuracy: null, dice: { ...mean, baseline: 0 }, score: mean.value ?? -loss };
}
