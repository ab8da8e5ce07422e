import type { ImageClassifier } from '../../models/index.ts';
import { grad, type Tensor } from '../../torch/index.ts';
import { classScore, withTaps } from '../taps.ts';

export interface CamOptions {
  /** The class to explain, or one for each image. */
  readonly target: number | readonly number[];
  /** Path of the feature map; default the last of `featureInfo`. */
  readonly layer?: string | undefined;
}

/**
 * Where a feature map speaks for a class: its channels, each weighed by the mean of the score's gradient over it, added up, what is below 0
 * cut off; images [N, C, H, W] → [N, h, w]. Selvaraju et al., "Grad-CAM", ICCV 2017.
 */
export function gradCam(model: ImageClassifier, images: Tensor, options: CamOptions): Tensor {
  return cam(model, images, options, (_, gradients) => gradients.mean({ dim: [2, 3], keepdim: true }));
}

/**
 * As Grad-CAM, but places count by how much they alone raise the score, so that several small findings are not averaged away.
 * Chattopadhay et al., "Grad-CAM++", WACV 2018, equations 10 and 19, with their exp(score).
 */
export function gradCamPlusPlus(model: ImageClassifier, images: Tensor, options: CamOptions): Tensor {
  return cam(model, images, options, (activations, gradients) => {
    const square = gradients.square();
    const cube = square.mul(gradients).mul(activations.sum({ dim: [2, 3], keepdim: true }));
    const whole = square.mul(2).add(cube);
    const share = square.div(whole.maskedFill(whole.eq(0), 1)); // where nothing flows, 0
    return share.mul(gradients.relu()).sum({ dim: [2, 3], keepdim: true });
  });
}

/** Weights [N, channels, 1, 1] of a map's activations and gradients, both [N, channels, h, w]. */
type Weigh = (activations: Tensor, gradients: Tensor) => Tensor;

function cam(model: ImageClassifier, images: Tensor, { target, layer }: CamOptions, weigh: Weigh): Tensor {
  const path = layer ?? model.featureInfo.at(-1)?.module;
  if (path === undefined) throw new RangeError(`${model.constructor.name} has no feature map to look at`);
  return withTaps(model, images, [path], (logits, [map]) => {
    const score = classScore(logits, target).sum();
    const [gradient] = grad([score], [map!.output]);
    if (!gradient) throw new RangeError(`the answer of ${model.constructor.name} does not depend on its "${path}"`);
    const [activations, gradients] = [map!.output.detach(), gradient].map((t) => channelsFirst(model, path, t)) as [
      Tensor,
      Tensor,
    ];
    return weigh(activations, gradients)
      .mul(activations)
      .sum({ dim: [1] })
      .relu();
  });
}

/** [N, C, h, w], also of the maps [N, h, w, C] that Swin keeps. */
function channelsFirst(model: ImageClassifier, path: string, map: Tensor): Tensor {
  if (map.ndim !== 4) throw new RangeError(`"${path}" gives ${map}, which is no feature map [N, C, h, w]`);
  const channels = model.featureInfo.find((stage) => stage.module === path)?.channels;
  return channels !== undefined && map.size(1) !== channels && map.size(3) === channels
    ? map.permute([0, 3, 1, 2])
    : map;
}
