/**
 * 13. Vision Transformer: an image as a sentence of patches, where each patch is, and what the network looks at.
 *
 * Run:   npx tsx examples/13-vit.ts [--quick]
 * Time:  with --quick (4,000 digits, patches of 7 pixels, 4 epochs) half a minute; in full 60,000
 *        digits, patches of 4 pixels, 5 epochs.
 * Shows: runs/course/13-patches.png, a digit and its patches; 13-positions.png, which positions the network holds for
 *        neighbours; 13-attention.png, digits and where the class token looks.
 */
import { attentionRollout, captureAttention, classTokenMap, positionSimilarity } from 'fovea/explain';
import { VisionTransformer } from 'fovea/models';
import { manualSeed, scope } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn } from './support/learn.ts';
import { expectResult, quick } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const settings = quick ? { count: 4000, epochs: 4 } : { count: 60_000, epochs: 5 };
const size = 28;
const patchSize = quick ? 7 : 4;
const side = size / patchSize; // 4 × 4 patches, or 7 × 7

manualSeed(0);
const train = await loadSet('MNIST', { split: 'train', size, count: settings.count });
const test = await loadSet('MNIST', { split: 'test', size, count: 1000 });

// Patches: cut the image into squares. Each becomes one token, a vector, by the same linear layer.
const patches = scope(() => {
  const rows = test.images.select(0, 0).select(0, 0).unfold(0, patchSize, patchSize).unfold(1, patchSize, patchSize);
  return rows.reshape([side * side, patchSize, patchSize]).unbind();
});
await contactSheet('13-patches.png', patches, { columns: side, scale: 8, range: [0, 1] });

const model = new VisionTransformer({
  numClasses: train.classes.length,
  inChannels: 1,
  imageSize: size,
  patchSize,
  width: 48,
  depth: 4,
  numHeads: 4,
  mlpRatio: 2,
});
const tokens = scope(() => model.embed(test.images.narrow(0, 0, 1)).shape);
console.log(`${model.parameterCount()} parameters; tokens [${tokens}]: a class token and ${side} × ${side} patches`);
learn(model, train, { epochs: settings.epochs, learningRate: 3e-3 });
const score = accuracy(model, test);

// Positions: the network is not told which patch lies beside which. Tile p is the grid of patches, light where the
// embedding of a position resembles that of p.
const similarity = scope(() => positionSimilarity(model.posEmbed).unflatten(1, [side, side]).unbind());
await contactSheet('13-positions.png', similarity, { columns: side, scale: quick ? 16 : 8, range: [-0.4, 1] });
const nearer = scope(() => {
  const rows = similarity.map((tile) => tile.flatten().toFloat32());
  const sums = { near: 0, far: 0, nearCount: 0, farCount: 0 };
  for (let p = 0; p < rows.length; p++)
    for (let q = 0; q < rows.length; q++) {
      const distance = Math.hypot(Math.floor(p / side) - Math.floor(q / side), (p % side) - (q % side));
      if (distance === 1) [sums.near, sums.nearCount] = [sums.near + rows[p]![q]!, sums.nearCount + 1];
      if (distance > side / 2) [sums.far, sums.farCount] = [sums.far + rows[p]![q]!, sums.farCount + 1];
    }
  return sums.near / sums.nearCount - sums.far / sums.farCount;
});
console.log(`  similarity of neighbouring positions less that of distant ones: ${nearer.toFixed(3)}`);

// Attention: multiply the layers' attention (rollout), and see which patches reach the class token.
const digits = test.images.narrow(0, 0, 8);
const layers = captureAttention(model, digits);
const maps = scope(() => classTokenMap(attentionRollout(layers.map(({ weights }) => weights)), [side, side]));
const enlarged = maps.repeatInterleave(patchSize, { dim: 1 }).repeatInterleave(patchSize, { dim: 2 });
const pairs = [...digits.select(1, 0).unbind(), ...enlarged.unbind()];
await contactSheet('13-attention.png', pairs, { columns: 8, scale: 4 });

expectResult('accuracy of the ViT', score, '≥', 0.5);
