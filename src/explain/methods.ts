import type { ImageClassifier } from '../models/index.ts';
import { Softmax } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { attentionRelevance } from './attention/relevance.ts';
import { attentionRollout } from './attention/rollout.ts';
import { attentionOf, attentionPaths, isTokenModel, readFlow, readingOf, type TokenModel } from './attention/tokens.ts';
import { gradCam, gradCamPlusPlus } from './cam/grad-cam.ts';
import { occlusion } from './occlusion.ts';
import { classScore, withTaps } from './taps.ts';

export interface ExplainOptions {
  /** The class to explain, or one for each image. Attention and rollout are of no class. */
  readonly target: number | readonly number[];
  /** Of the methods on feature maps: the path of another than the last. */
  readonly layer?: string | undefined;
}

/** Images [N, C, H, W] → a map of each [N, rows, columns], as fine as the method is. */
type Method = (model: ImageClassifier, images: Tensor, options: ExplainOptions) => Tensor;

/** The methods by name; each works on any model of its kind, as it is. */
const METHODS = {
  attention: tokens((layers) => layers.at(-1)!.detach().mean({ dim: 1 })),
  rollout: tokens((layers) => attentionRollout(layers.map((weights) => weights.detach()))),
  relevance: tokens((layers, score) => attentionRelevance(layers, score())),
  gradcam: gradCam,
  'gradcam++': gradCamPlusPlus,
  occlusion: (model, images, { target }) => occlusion(model, images, { target }),
} as const satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof METHODS;
export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[];

/** Of a transformer with attention over all tokens, of a model with a feature map, of all others. */
export function defaultMethod(model: ImageClassifier): MethodName {
  if (isTokenModel(model)) return 'relevance';
  return model.featureInfo.length > 0 ? 'gradcam' : 'occlusion';
}

/** Why a method cannot explain a model, and which can; null where it can. */
export function methodProblem(model: ImageClassifier, method: MethodName): string | null {
  const name = model.constructor.name;
  const use = `use ${defaultMethod(model)}`;
  if (method === 'occlusion') return null;
  if (!method.startsWith('gradcam')) {
    if (isTokenModel(model)) return null;
    return [...model.modules()].some((module) => module instanceof Softmax)
      ? `${name} attends within windows, so no weights are over all tokens; ${use}`
      : `${name} has no attention to look at; ${use}`;
  }
  if (model.featureInfo.length === 0) return `${name} has no feature map to look at; ${use}`;
  const last = model.featureInfo.at(-1)!;
  return isTokenModel(model) && last.module === 'norm'
    ? `${name} answers from a token, not from a feature map; ${use}`
    : null;
}

/** @throws RangeError of one line where the method cannot explain the model. */
export function explain(
  model: ImageClassifier,
  images: Tensor,
  options: ExplainOptions & { readonly method: MethodName },
): Tensor {
  const problem = methodProblem(model, options.method);
  if (problem !== null) throw new RangeError(problem);
  return METHODS[options.method](model, images, options);
}

/** A method on a flow between tokens: all layers' weights → [N, L, L]. */
function tokens(flow: (layers: readonly Tensor[], score: () => Tensor) => Tensor): Method {
  return (model, images, { target }) =>
    withTaps(model, images, attentionPaths(model as TokenModel), (logits, seen) =>
      readFlow(
        flow(attentionOf(seen), () => classScore(logits, target).sum()),
        readingOf(model as TokenModel, images, seen),
      ),
    );
}
