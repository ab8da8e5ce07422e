import { batches } from '../../data/index.ts';
import { unitVectors } from '../../models/dino.ts';
import { createModel, DinoHead, DinoNetwork, DinoPair, type ImageClassifier } from '../../models/index.ts';
import { halfCosine } from '../../optim/schedule.ts';
import { type Estimate, meanInterval, wilson } from '../../stats/index.ts';
import { cat, clearGradients, inferenceMode, noGrad, scope, type Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { inferenceBatch } from '../infer.ts';
import { patientOf } from '../predict-dataset.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { PretrainConfig } from './config.ts';
import { dinoLoss } from './dino/loss.ts';
import { drawView, type View, viewsOf } from './dino/views.ts';
import type { Method, MethodContext, Objective, PretrainValidation } from './method.ts';

/** Epoch of the views of held-out images, which no training epoch has. */
const HELD_OUT = -1;

/** Self-distillation: a student finds what a slow average of itself sees in other crops of the image. */
export const dino: Method = {
  create(context) {
    const { config, precision, normalisation, steps } = context;
    const { dino: options } = config;
    const pair = buildPair(config).to({ device: precision.device, memoryFormat: precision.memoryFormat });
    const views = viewsFor(pair, config);
    let epoch = 0;

    const objective: Objective = {
      module: pair,
      beginEpoch(now) {
        epoch = now;
        pair.train();
      },
      loss(data, batch, place) {
        const { size, channels } = data.cache;
        const unit = toUnit(batch, size, channels, precision.device);
        const crops = views.map((view, number) => {
          const at = { epoch: place.epoch, keys: place.keys, number, views: views.length };
          return normalise(drawView(unit, view, config, at), normalisation).to({
            memoryFormat: precision.memoryFormat,
          });
        });
        const global = cat(crops.slice(0, 2), { dim: 0 });
        const answer = (network: DinoNetwork, images: readonly Tensor[]) =>
          precision.forward(() => network.call(images)).to({ dtype: 'f32' });
        const taught = noGrad(() => answer(pair.teacher, [global]));
        const local = crops.slice(2);
        const learnt = answer(pair.student, local.length === 0 ? [global] : [global, cat(local, { dim: 0 })]);
        const loss = dinoLoss(learnt, taught, {
          ...{ studentTemperature: options.studentTemperature, centre: pair.centre, images: batch.labels.length },
          teacherTemperature: teacherTemperature(config, place.epoch),
        });
        // the loss above has its own difference with the centre as it was
        pair.moveCentre(taught, options.centreMomentum);
        return loss;
      },
      beforeUpdate() {
        if (epoch < options.freezeLastLayer) clearGradients(pair.student.head.lastLayer.parameters());
      },
      afterUpdate: (step) => pair.moveTeacher(halfCosine(options.teacherMomentum, 1, step / steps)),
      validate: (data) => measure(pair, data, { ...context, views: views.slice(0, 2), epoch }),
      exportState: () => {
        const { classifier, otherHeads = [] } = pair.teacher.backbone.weightLayout;
        const isHead = (name: string) => [classifier, ...otherHeads].some((head) => name.startsWith(`${head}.`));
        return scope(() => [
          ...[...pair.teacher.backbone.stateDict()].flatMap(([name, value]) =>
            isHead(name) ? [] : [[name, value.toHost()] as [string, ReturnType<Tensor['toHost']>]],
          ),
          ...Array.from(pair.teacher.head.stateDict(), ([name, value]): [string, ReturnType<Tensor['toHost']>] => [
            `dino_head.${name}`,
            value.toHost(),
          ]),
        ]);
      },
    };
    return objective;
  },
};

function buildPair({ model, inChannels, imageSize, dropPathRate, dino }: PretrainConfig): DinoPair {
  const { outDim, hiddenDim, bottleneckDim } = dino;
  const network = (rate: number) => {
    const backbone = createModel(model, { numClasses: 1, inChannels, imageSize, dropPathRate: rate });
    const inDim = backbone.getClassifier().config.inFeatures;
    return new DinoNetwork(backbone, new DinoHead({ inDim, outDim, hiddenDim, bottleneckDim }));
  };
  return new DinoPair(network(dropPathRate), network(0), outDim);
}

function viewsFor(pair: DinoPair, config: PretrainConfig): View[] {
  try {
    return viewsOf(config, localSizeOf(pair.student.backbone, config));
  } catch (error) {
    pair.dispose();
    throw error;
  }
}

/** The side of local crops that the model can take: as configured, or the first from 3/7 of the image on. */
function localSizeOf(backbone: ImageClassifier, { model, imageSize, dino }: PretrainConfig): number {
  if (dino.localSize !== null) {
    const wanted = backbone.sizeProblem(dino.localSize, dino.localSize);
    if (wanted !== null)
      throw new Error(`${model}: takes images of ${wanted}, not crops of dino.localSize ${dino.localSize}`);
    return dino.localSize;
  }
  let size = Math.round((imageSize * 3) / 7);
  while (size < imageSize && backbone.sizeProblem(size, size) !== null) size++;
  return size;
}

/** Rises in even steps over the first epochs. */
export function teacherTemperature({ dino }: Pick<PretrainConfig, 'dino'>, epoch: number): number {
  const { teacherTemperature: to, warmupTeacherTemperature: from, warmupTeacherEpochs: epochs } = dino;
  return epoch >= epochs ? to : from + ((to - from) * epoch) / Math.max(1, epochs - 1);
}

/**
 * Of two global views of each held-out image: how often the first's nearest neighbour among all second views, by the cosine of the teacher's
 * features, is its own; and the loss. The temperature and the centre move under the loss, so it chooses no epoch: the latest is the best.
 */
async function measure(
  pair: DinoPair,
  data: CachedData,
  { config, precision, normalisation, views, epoch }: MethodContext & { views: readonly View[]; epoch: number },
): Promise<PretrainValidation> {
  const { student, teacher, centre } = pair;
  const indices = data.indices('val');
  const { size, channels } = data.cache;
  const losses: number[] = [];
  const found: [Tensor[], Tensor[]] = [[], []];
  pair.eval();
  try {
    const source = { source: data.cache, indices, labels: data.labels, batchSize: inferenceBatch(config) };
    for await (const batch of batches({ ...source, seed: 0, epoch: 0, shuffle: false })) {
      inferenceMode(() =>
        scope(() => {
          const unit = toUnit(batch, size, channels, precision.device);
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
        }),
      );
    }
    const nearest = inferenceMode(() =>
      scope(() =>
        cat(found[0], { dim: 0 })
          .matmul(cat(found[1], { dim: 0 }).t())
          .argmax({ dim: 1 })
          .toArray(),
      ),
    );
    const right = nearest.reduce((sum, place, i) => sum + Number(place === i), 0);
    const n = indices.length;
    const retrieval: Estimate = { ...wilson(right, n), value: right / n, n, baseline: 1 / n };
    const patients = indices.map((i) => patientOf(data.samples[i]!));
    const { value, low, high, method, reason } = meanInterval(losses, { clusters: patients });
    const baseline = Math.log(config.dino.outDim);
    const crossEntropy: Estimate = { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
    return { loss: value!, score: epoch, heldOut: { retrieval, crossEntropy } };
  } finally {
    for (const feature of found.flat()) feature.dispose();
  }
}
