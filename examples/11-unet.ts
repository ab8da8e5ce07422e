/**
 * 11. U-Net: not what the image shows, but where. Pneumothorax outlined on synthetic chest X-rays, whose masks are exact.
 *
 * Run:   npx tsx examples/11-unet.ts [--quick]
 * Time:  with --quick (160 images of 64 pixels, 12 epochs) about a minute; in full 800 images of 128 pixels, 15 epochs.
 * Shows: the Dice score on images never seen; runs/course/11-masks.png: image, true mask, predicted mask.
 */
import { renderPhantom } from 'fovea/data';
import { dice, overlap } from 'fovea/metrics';
import { UNet } from 'fovea/models';
import { binaryCrossEntropyWithLogits } from 'fovea/nn';
import { adamw, Optimizer, oneCycle } from 'fovea/optim';
import { meanInterval } from 'fovea/stats';
import { clearGradients, inferenceMode, manualSeed, randperm, scope, type Tensor, tensor } from 'fovea/torch';
import { expectResult, quick } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const { count, size, epochs, baseWidth } = quick
  ? { count: 160, size: 64, epochs: 12, baseWidth: 8 }
  : { count: 800, size: 128, epochs: 15, baseWidth: 16 };
const batchSize = 8;

/** Images and masks, each f32 [N, 1, size, size] of values in 0 … 1; `firstPatient` keeps training and test apart. */
function draw(n: number, firstPatient: number) {
  const films = Array.from({ length: n }, (_, i) =>
    renderPhantom({ seed: 0, patient: firstPatient + i, image: 0, size, pneumothorax: true, fraction: [0.2, 0.5] }),
  );
  const stacked = (pick: (film: (typeof films)[number]) => Uint8Array) =>
    scope(() => {
      const bytes = tensor(Uint8Array.from(films.flatMap((film) => [...pick(film)])), { shape: [n, 1, size, size] });
      return bytes.to({ dtype: 'f32' }).div(255);
    });
  return { images: stacked((film) => film.image), masks: stacked((film) => film.mask) };
}

/** 1 − 2 |A ∩ B| ÷ (|A| + |B|), with probabilities in place of 0 and 1: what cross-entropy alone does not see, since most pixels are empty. */
function softDiceLoss(logits: Tensor, masks: Tensor): Tensor {
  const p = logits.sigmoid();
  const dims = [1, 2, 3];
  const overlap = p.mul(masks).sum({ dim: dims }).mul(2).add(1);
  return overlap
    .div(p.add(masks).sum({ dim: dims }).add(1))
    .mean()
    .neg()
    .add(1);
}

manualSeed(0);
const train = draw(count, 0);
const test = draw(40, 10_000);
const model = new UNet({ numClasses: 1, inChannels: 1, baseWidth });
console.log(`${model.parameterCount()} parameters, ${count} images of ${size} × ${size}`);

const totalSteps = epochs * Math.ceil(count / batchSize);
const optimizer = new Optimizer(
  model.namedParameters(),
  adamw({ learningRate: oneCycle({ maxLearningRate: 4e-3, totalSteps }) }),
);
for (let epoch = 1; epoch <= epochs; epoch++) {
  let total = 0;
  scope(() => {
    for (const rows of randperm(count).split(batchSize)) {
      scope(() => {
        const masks = train.masks.indexSelect(0, rows);
        const logits = model.call(train.images.indexSelect(0, rows));
        const loss = binaryCrossEntropyWithLogits(logits, masks).add(softDiceLoss(logits, masks));
        clearGradients(model.parameters());
        loss.backward();
        optimizer.step();
        total += loss.item() * rows.numel;
      });
    }
  });
  if (epoch % 3 === 0) console.log(`  epoch ${epoch}/${epochs}  loss ${(total / count).toFixed(4)}`);
}

model.eval();
const predicted = inferenceMode(() => model.call(test.images).sigmoid().gt(0.5).to({ dtype: 'f32' }));
const maskOf = (masks: Tensor, i: number) => ({ shape: [size, size], data: masks.select(0, i).toFloat32() });
const scores = Array.from({ length: test.masks.size(0) }, (_, i) =>
  scope(() => dice(overlap(maskOf(test.masks, i), maskOf(predicted, i)), 'punish')),
);
const { value, low, high } = meanInterval(scores);
const interval = `95 % interval ${low?.toFixed(3)} to ${high?.toFixed(3)}, n = 40`;
console.log(`mean Dice ${value?.toFixed(3)} (${interval}; an empty mask: 0)`);

const tiles = Array.from({ length: 4 }, (_, i) =>
  [test.images, test.masks, predicted].map((t) => t.select(0, i).select(0, 0)),
);
await contactSheet('11-masks.png', tiles.flat(), { columns: 6, scale: quick ? 3 : 2, range: [0, 1] });

expectResult('mean Dice', value ?? 0, '≥', 0.5);
