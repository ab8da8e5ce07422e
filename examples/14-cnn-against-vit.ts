/**
 * 14. CNN against ViT: which reads pneumonia better on children's chest X-rays of 28 pixels, or can these cases not tell?
 *
 * Run:   npx tsx examples/14-cnn-against-vit.ts [--quick]
 * Time:  with --quick (1,500 images, patches of 7 pixels, 4 epochs each) some forty seconds; in full 4,708
 *        images, patches of 4, 10 epochs each.
 * Shows: both AUROCs with their intervals, the paired test on the same cases, and a verdict in one sentence.
 *        `fovea compare` does the same for models of any kind, under one budget and over seeds (docs/compare.md).
 */
import { smallCnn, VisionTransformer } from 'fovea/models';
import { aurocInterval, delongTest } from 'fovea/stats';
import { manualSeed, scope } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { learn, predict } from './support/learn.ts';
import { expectResult, quick } from './support/lesson.ts';

const settings = quick ? { count: 1500, epochs: 4 } : { count: 4708, epochs: 10 };
const train = await loadSet('PneumoniaMNIST', { split: 'train', size: 28, count: settings.count });
const test = await loadSet('PneumoniaMNIST', { split: 'test', size: 28 });
const labels = [...test.labels.toArray()];

const models = {
  CNN: () => smallCnn({ numClasses: 2, inChannels: 1 }),
  ViT: () =>
    new VisionTransformer({
      numClasses: 2,
      inChannels: 1,
      imageSize: 28,
      patchSize: quick ? 7 : 4,
      width: 48,
      depth: 4,
      numHeads: 4,
      mlpRatio: 2,
    }),
};

// The same images, the same number of epochs, the same cases to judge by.
const scores: Record<string, Float64Array> = {};
const aurocs: number[] = [];
for (const [name, create] of Object.entries(models)) {
  manualSeed(0);
  const model = create();
  console.log(`${name}, ${model.parameterCount()} parameters`);
  learn(model, train, { epochs: settings.epochs, learningRate: 2e-3, batchSize: 32 });
  scores[name] = scope(() => predict(model, test.images).select(1, 1).toArray());
  const { value, low, high } = aurocInterval(labels, scores[name]);
  aurocs.push(value ?? 0);
  const interval = `95 % interval ${low?.toFixed(3)} to ${high?.toFixed(3)}, n = ${labels.length}; guessing: 0.5`;
  console.log(`  AUROC ${value?.toFixed(3)} (${interval})`);
}

// Both read the same films, so their errors go together: a paired test sees differences that two intervals hide.
const { difference, low, high, p } = delongTest({ labels, a: scores.CNN!, b: scores.ViT! });
const pShown = p !== null && p < 0.001 ? 'p < 0.001' : `p = ${p?.toFixed(3)}`;
const shown = `${difference?.toFixed(3)} (95 % interval ${low?.toFixed(3)} to ${high?.toFixed(3)}, ${pShown})`;
console.log(`\nAUROC of the CNN less that of the ViT: ${shown}, DeLong, paired, n = ${labels.length}`);
const verdict =
  p === null || p >= 0.05
    ? 'these cases cannot tell which is better.'
    : `on these cases the ${difference! > 0 ? 'CNN' : 'ViT'} is better.`;
console.log(`Verdict, for this one training of each: ${verdict}`);
console.log('Another seed is another network: before one believes it, one trains each several times.');

expectResult('AUROC of the weaker of the two', Math.min(...aurocs), '≥', 0.75);
