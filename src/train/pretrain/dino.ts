import { createModel, DinoHead, DinoNetwork, DinoPair, type ImageClassifier } from '../../models/index.ts';
import { halfCosine } from '../../optim/schedule.ts';
import { cat, clearGradients, type HostArray, noGrad, type Tensor } from '../../torch/index.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { PretrainConfig } from './config.ts';
import { dinoLoss, teacherTemperature } from './dino/loss.ts';
import { measure } from './dino/measure.ts';
import { drawView, type View, viewsOf } from './dino/views.ts';
import { exportBody } from './export.ts';
import type { Method, Objective } from './method.ts';

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
      encoder: pair.student.backbone,
      afterLoading: () => void pair.teacher.loadStateDict(pair.student.stateDict()),
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
        // after the loss, which saw the centre as it was
        pair.moveCentre(taught, options.centreMomentum);
        return loss;
      },
      beforeUpdate() {
        if (epoch < options.freezeLastLayer) clearGradients(pair.student.head.lastLayer.parameters());
      },
      afterUpdate: (step) => pair.moveTeacher(halfCosine(options.teacherMomentum, 1, step / steps)),
      validate: (data) => measure(pair, data, { ...context, views: views.slice(0, 2), epoch }),
      exportState: () => exportTeacher(pair.teacher),
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

/** The backbone under the names of the zoo, without its classifier; the head beside it. */
function exportTeacher({ backbone, head }: DinoNetwork): [string, HostArray][] {
  const beside = Array.from(head.stateDict(), ([name, value]) => [`dino_head.${name}`, value] as const);
  return exportBody(backbone, beside);
}
