import { type DinoNetwork, type DinoPair, unitVectors } from '../../../models/index.ts';
import { type Estimate, wilson } from '../../../stats/index.ts';
import { cat, inferenceMode, scope, type Tensor } from '../../../torch/index.ts';
import type { CachedData } from '../../data.ts';
import { normalise } from '../../preprocess.ts';
import { eachHeldOutBatch, heldOutPatients, meanEstimate } from '../held-out.ts';
import type { MethodContext, PretrainValidation } from '../method.ts';
import { dinoLoss, teacherTemperature } from './loss.ts';
import { drawView, type View } from './views.ts';

/** Epoch of the views of held-out images, which no training epoch has. */
const HELD_OUT = -1;

/**
 * Of two global views of each held-out image: how often the first's nearest neighbour among all second views, by the cosine of the teacher's
 * features, is its own; and the loss. The temperature and the centre move under the loss, so it chooses no epoch: the latest is the best.
 */
export async function measure(
  pair: DinoPair,
  data: CachedData,
  context: MethodContext & { views: readonly View[]; epoch: number },
): Promise<PretrainValidation> {
  const { config, precision, normalisation, views, epoch } = context;
  const { student, teacher, centre } = pair;
  const losses: number[] = [];
  const found: [Tensor[], Tensor[]] = [[], []];
  pair.eval();
  try {
    await eachHeldOutBatch(data, context, (batch, unit) => {
      const features = (network: DinoNetwork, images: Tensor) => precision.forward(() => network.features(images));
      const crops = views.map((view, number) =>
        normalise(
          drawView(unit, view, config, { epoch: HELD_OUT, keys: batch.indices, number, views: views.length }),
          normalisation,
        ).to({ memoryFormat: precision.memoryFormat }),
      );
      const taught = crops.map((images) => features(teacher, images));
      const answers = (network: DinoNetwork, of: readonly Tensor[]) =>
        precision.forward(() => network.head.call(cat([...of], { dim: 0 }))).to({ dtype: 'f32' });
      const each = dinoLoss(
        answers(
          student,
          crops.map((images) => features(student, images)),
        ),
        answers(teacher, taught),
        {
          ...{ studentTemperature: config.dino.studentTemperature, centre, images: batch.labels.length },
          ...{ teacherTemperature: teacherTemperature(config, epoch), reduction: 'none' },
        },
      );
      losses.push(...each.toArray());
      for (const [i, f] of taught.entries()) found[i as 0 | 1].push(unitVectors(f.to({ dtype: 'f32' })).keep());
    });
    const nearest = inferenceMode(() =>
      scope(() =>
        cat(found[0], { dim: 0 })
          .matmul(cat(found[1], { dim: 0 }).t())
          .argmax({ dim: 1 })
          .toArray(),
      ),
    );
    const right = nearest.reduce((sum, place, i) => sum + Number(place === i), 0);
    const n = losses.length;
    const retrieval: Estimate = { ...wilson(right, n), value: right / n, n, baseline: 1 / n };
    const crossEntropy = meanEstimate(losses, heldOutPatients(data), Math.log(config.dino.outDim));
    return { loss: crossEntropy.value!, score: epoch, heldOut: { retrieval, crossEntropy } };
  } finally {
    for (const feature of found.flat()) feature.dispose();
  }
}
