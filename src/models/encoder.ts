import { BatchNorm2d, Identity } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import type { ClassifierOptions, ImageClassifier, WeightLayout } from './classifier.ts';
import { densenet121 } from './densenet.ts';
import { resnet34 } from './resnet.ts';

/** A classifier without its head, for the feature maps that it passes: its own checkpoints load, by its own names. */
export type Encoder = ImageClassifier & { forwardStages(x: Tensor): Tensor[] };

/** What an encoder takes of the options of the model around it. */
export type EncoderOptions = Omit<ClassifierOptions, 'numClasses'>;

/** Takes the head off. */
export function headless<M extends ImageClassifier>(model: M): M {
  model.replaceModule(model.weightLayout.classifier, new Identity()).dispose();
  return model;
}

/** For models of this encoder: `weightLayout` of the whole, with a decoder and a head of other names. */
export function encoderLayout(encoder: ImageClassifier, classifier: string): WeightLayout {
  const { firstConv, renames = [] } = encoder.weightLayout;
  return { firstConv: `encoder.${firstConv}`, classifier, encoder: { path: 'encoder', renames } };
}

/** Stages of an encoder, seen from the model around it. */
export const encoderStages = (encoder: ImageClassifier) =>
  encoder.featureInfo.map((stage) => ({ ...stage, module: `encoder.${stage.module}` }));

export const resnet34Encoder = (options: EncoderOptions): Encoder =>
  headless(resnet34({ ...options, dropRate: 0, numClasses: 1 }));

/** Without a ReLU behind the last norm, as in segmentation-models-pytorch, whose weights would mean something else with one. */
export function densenet121Encoder(options: EncoderOptions): Encoder {
  const model = headless(densenet121({ ...options, dropRate: 0, numClasses: 1 }));
  model.replaceModule('features.norm5', new BatchNorm2d({ numFeatures: model.numFeatures })).dispose();
  return model;
}
