import {
  canMask,
  createModel,
  decoderFor,
  type ImageClassifier,
  MaskedAutoencoder,
  MaskedConvAutoencoder,
  maskOf,
  type PatchAutoencoder,
  type PatchMask,
  patchSizeFor,
  seenOf,
  type VisionTransformer,
} from '../../models/index.ts';
import { mse } from '../../nn/index.ts';
import { random } from '../../stats/random.ts';
import { scope, type Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { augmentUnit } from '../prepare.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { PretrainConfig } from './config.ts';
import { eachHeldOutBatch, heldOutPatients, meanEstimate } from './held-out.ts';
import type { Method, MethodContext, Objective, PretrainValidation } from './method.ts';
import { contactSheet } from './pictures.ts';

/** Masked autoencoders: most patches of an image are hidden, and guessed from the others. */
export const mae: Method = {
  create(context) {
    const { config, precision, normalisation } = context;
    const model = buildAutoencoder(config).to({ device: precision.device, memoryFormat: precision.memoryFormat });
    const shown = (data: CachedData) => data.indices('val').slice(0, ROWS);
    const objective: Objective = {
      module: model,
      encoder: model,
      loss(data, batch, { epoch, keys }) {
        const { size, channels } = data.cache;
        const unit = toUnit(batch, size, channels, precision.device);
        const images = normalise(augmentUnit(unit, config, epoch, keys).images, normalisation);
        const mask = drawMask(
          model,
          config,
          keys.map((key) => [config.seed, 'mask', epoch, key]),
        );
        const patches = model.patchify(images);
        const predicted = precision.forward(() => model.call(patches, mask));
        return mse(predicted.to({ dtype: 'f32' }), model.target(patches, mask));
      },
      validate: (data) => reconstructionError(model, data, context),
      picture: (data) => contactSheet(model, data, shown(data), context, heldOutMask(model, config, shown(data))),
      exportState: () => scope(() => Array.from(model.weights(), ([name, value]) => [name, value.toHost()])),
    };
    return objective;
  },
};

/** Images in a picture. */
const ROWS = 6;

function buildAutoencoder(config: PretrainConfig): PatchAutoencoder {
  const { model: name, inChannels, imageSize, dropPathRate } = config;
  const encoder = createModel(name, { numClasses: 1, inChannels, imageSize, dropPathRate });
  try {
    return canMask(encoder) ? transformerOf(encoder, config) : convolutionalOf(encoder, config);
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

function transformerOf(encoder: VisionTransformer, config: PretrainConfig): PatchAutoencoder {
  const { model: name, imageSize, mae } = config;
  const { width, patchSize } = encoder.patchEmbed.config;
  if (encoder.grid[0] * encoder.grid[1] < 2)
    throw new Error(`${name}: an image of ${imageSize} pixels is one patch, of which none can be hidden`);
  if (mae.patchSize !== null && mae.patchSize !== patchSize)
    throw new Error(`mae.patchSize ${mae.patchSize}: is for CNNs; the patches of ${name} have ${patchSize} pixels`);
  const { decoderWidth, decoderDepth, decoderHeads, normaliseTarget } = mae;
  const own = { decoderWidth, decoderDepth, decoderHeads };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null));
  return new MaskedAutoencoder(encoder, { ...decoderFor(width), ...given, normaliseTarget });
}

function convolutionalOf(encoder: ImageClassifier, config: PretrainConfig): PatchAutoencoder {
  const { model: name, inChannels, imageSize, mae } = config;
  for (const option of ['decoderWidth', 'decoderDepth', 'decoderHeads'] as const)
    if (mae[option] !== null) throw new Error(`mae.${option}: is for ViTs; ${name} guesses by one linear layer`);
  const patchSize = mae.patchSize ?? patchSizeFor(imageSize);
  // a pixel alone has no deviation to be normalised by
  if (imageSize % patchSize !== 0 || patchSize === imageSize || patchSize === 1)
    throw new Error(
      `mae.patchSize ${patchSize}: ${imageSize} pixels are to be cut into patches of 2 pixels or more; set a divisor, or another imageSize`,
    );
  return new MaskedConvAutoencoder(encoder, { imageSize, inChannels, patchSize, normaliseTarget: mae.normaliseTarget });
}

/** A mask for each list of keys, of these alone. */
function drawMask(
  model: PatchAutoencoder,
  { mae }: PretrainConfig,
  keys: readonly (readonly (number | string)[])[],
): PatchMask {
  const places = Array.from({ length: model.patches }, (_, i) => i);
  const orders = keys.map((key) => random(...key).shuffle(places));
  return maskOf(orders, seenOf(model.patches, mae.maskRatio));
}

/** Of held-out images: the same in every epoch. */
const heldOutMask = (model: PatchAutoencoder, config: PretrainConfig, indices: readonly number[]) =>
  drawMask(
    model,
    config,
    indices.map((index) => [config.seed, 'held-out mask', index]),
  );

/** Mean squared error of hidden patches of the held-out images, beside that of predicting the mean patch, which is 0. */
async function reconstructionError(
  model: PatchAutoencoder,
  data: CachedData,
  context: MethodContext,
): Promise<PretrainValidation> {
  const { config, precision, normalisation } = context;
  const [errors, baselines]: [number[], number[]] = [[], []];
  const meanSquares = (patches: Tensor) =>
    patches
      .square()
      .mean({ dim: [1, 2] })
      .toArray();
  model.eval();
  await eachHeldOutBatch(data, context, (batch, unit) => {
    const mask = heldOutMask(model, config, batch.indices);
    const patches = model.patchify(normalise(unit, normalisation));
    const target = model.target(patches, mask);
    const predicted = precision.forward(() => model.call(patches, mask)).to({ dtype: 'f32' });
    errors.push(...meanSquares(predicted.sub(target)));
    const mean = config.mae.normaliseTarget ? target : target.sub(target.mean({ dim: [1, 2], keepdim: true }));
    baselines.push(...meanSquares(mean));
  });
  const baseline = baselines.reduce((a, b) => a + b, 0) / baselines.length;
  const reconstruction = meanEstimate(errors, heldOutPatients(data), baseline);
  return { loss: reconstruction.value!, score: -reconstruction.value!, heldOut: { reconstruction } };
}
