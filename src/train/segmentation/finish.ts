import { writeFileAtomic } from '../../formats/index.ts';
import type { Progress } from '../checkpoint.ts';
import type { CachedData } from '../data.ts';
import { writePredictions } from '../predictions.ts';
import { type Run, runPaths } from '../run.ts';
import { compareWithMask, type MaskCase } from './cases.ts';
import { thresholdCounts } from './counts.ts';
import { evaluateMasks } from './evaluate.ts';
import { fitMaskRule, likeliest, type MaskRule, type ThresholdCounts } from './operating-point.ts';
import { type MaskPredictor, openMaskPredictor } from './predictor.ts';
import { readMasks } from './prepare.ts';
import { MaskRecorder } from './record.ts';
import { segmentImages } from './segment.ts';

/**
 * Fits threshold and least area on validation images and freezes them in `metrics.json`; `predictions.csv` has the image-level scores of
 * the test images, `masks.csv` and `masks.json` what is marked in them.
 */
export async function finishSegmentation(run: Run, data: CachedData, progress: Progress): Promise<void> {
  const { classes } = run.config.data;
  const { seed, segmentation } = run.config.train;
  using predictor = openMaskPredictor(run);
  const val = data.indices('val');
  const threshold = await chooseRule(predictor, data, val, segmentation.maskRule === 'triplet');
  const cases: MaskCase[][] = [];
  for await (const image of segmentImages(predictor, threshold, data, val))
    cases.push(await compareWithMask(image, classes));
  const validation = Object.fromEntries(
    classes.slice(1).map((name, c) => [
      name,
      evaluateMasks(
        cases.map((own) => own[c]!),
        { seed },
      ),
    ]),
  );
  const { epoch: bestEpoch, averaged } = progress.best!;
  const metrics = { classes, bestEpoch, averaged, threshold, validation };
  writeFileAtomic(runPaths(run.dir).metrics, `${JSON.stringify(metrics, null, 2)}\n`);

  const test = data.indices('test');
  const scores: number[] = [];
  const record = new MaskRecorder(classes);
  for await (const image of segmentImages(predictor, threshold, data, test)) {
    scores.push(image.score);
    await record.add(image);
  }
  record.write(run.dir, threshold);
  writePredictions(runPaths(run.dir).predictions, {
    samples: test.map((i) => data.samples[i]!),
    classes: ['nothing', 'something'],
    probabilities: Float64Array.from(scores.flatMap((s) => [1 - s, s])),
    threshold: threshold.value,
  });
}

/** Of each region that is told by a threshold its own. */
async function chooseRule(
  predictor: MaskPredictor,
  data: CachedData,
  indices: readonly number[],
  triplet: boolean,
): Promise<MaskRule> {
  const { overlapping, classes } = predictor;
  if (classes.length > 2 && !overlapping) {
    return likeliest(indices.length, indices.filter((i) => data.labels[i] === 1).length);
  }
  const counted = predictor.predict(data.cache, indices, (own, logits) => {
    return thresholdCounts(logits, readMasks(data, own).to({ device: logits.device }), overlapping);
  });
  const cases: ThresholdCounts[][] = [];
  for await (const batch of counted) cases.push(...batch);
  const rules = classes.slice(1).map((_, r) =>
    fitMaskRule(
      cases.map((regions) => regions[r]!),
      { triplet },
    ),
  );
  if (!overlapping) return rules[0]!;
  const regions = rules.map(({ value, high, minArea }) => ({ value, high, minArea }));
  return { ...rules[0]!, rule: `of each region its own: ${rules[0]!.rule}`, regions };
}
