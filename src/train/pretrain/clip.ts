import { Clip, createModel } from '../../models/index.ts';
import { contrastiveLoss } from '../../nn/index.ts';
import type { HostArray } from '../../torch/index.ts';
import { augmentUnit } from '../prepare.ts';
import { normalise, toUnit } from '../preprocess.ts';
import { measure } from './clip/measure.ts';
import { sharedTexts, textReader } from './clip/texts.ts';
import { beginTextTower, prepareTexts, settleText, textOf, textSizes } from './clip/tower.ts';
import { exportBody } from './export.ts';
import type { Method, MethodContext, Objective } from './method.ts';

/** Images and what is written of them: of those in a batch, each image must find its own text, and the text its image. */
export const clip: Method = {
  texts: { settle: settleText, textOf, prepare: prepareTexts },
  create(context) {
    const { config, precision, normalisation } = context;
    const { device, memoryFormat } = precision;
    const model = buildClip(context).to({ device, memoryFormat });
    const read = textReader(context, device);
    const objective: Objective = {
      module: model,
      encoder: model.visionModel,
      loss(data, batch, { epoch, keys }) {
        const { size, channels } = data.cache;
        const unit = toUnit(batch, size, channels, device);
        const images = normalise(augmentUnit(unit, config, epoch, keys).images, normalisation).to({ memoryFormat });
        const texts = read(data, batch.indices);
        const [seen, said] = precision.forward(() => [model.encodeImages(images), model.encodeTexts(texts.input)]);
        // in f32: the temperature makes much of small differences
        const similarities = model.similarities(seen!.to({ dtype: 'f32' }), said!.to({ dtype: 'f32' }));
        const targets = sharedTexts(texts.keys, device);
        return contrastiveLoss(similarities, { targets, rowWeight: config.clip.imageWeight });
      },
      afterUpdate: () => model.clampScale(),
      validate: (data) => measure(model, data, { ...context, read }),
      exportState: () => exportTowers(model),
    };
    return objective;
  },
};

/** Both towers as a run builds them, before its weights are loaded. */
export function buildClip({ config, tokenizer }: Pick<MethodContext, 'config' | 'tokenizer'>): Clip {
  const { model: name, inChannels, imageSize, dropPathRate, clip } = config;
  const text = textSizes(config, tokenizer!);
  const image = createModel(name, { numClasses: 1, inChannels, imageSize, dropPathRate });
  const model = new Clip({ image, text, embedDim: clip.embedDim, temperature: clip.temperature });
  try {
    beginTextTower(model.textModel, config);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The image tower under the names of the zoo, without its classifier; all else under the names of `Clip`. */
function exportTowers(model: Clip): [string, HostArray][] {
  const beside = [...model.stateDict()].filter(([name]) => !name.startsWith('vision_model.'));
  return exportBody(model.visionModel, beside);
}
