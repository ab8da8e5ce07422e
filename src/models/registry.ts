import { CATALOG, type ModelInfo, type ModelName, modelName } from './catalog/index.ts';
import { type ClassifierOptions, type ImageClassifier, refuseSize } from './classifier.ts';
import { densenet121, densenet169, densenet201 } from './densenet.ts';
import { smallCnn } from './small-cnn.ts';

type Builder = (options: ClassifierOptions) => ImageClassifier;

/** What builds each model of the catalogue: a new architecture is a file of its own, facts in `catalog/`, a line here. */
const BUILDERS: Readonly<Record<ModelName, Builder>> = {
  small_cnn: smallCnn,
  densenet121,
  densenet169,
  densenet201,
};

export interface ModelEntry extends ModelInfo {
  readonly create: Builder;
}

/** All models by name. */
export const MODELS: ReadonlyMap<ModelName, ModelEntry> = new Map(
  Object.entries(BUILDERS).map(([name, create]) => [name as ModelName, { ...CATALOG[name as ModelName], create }]),
);

/** @throws RangeError that names the nearest model where there is none of that name. */
export function modelEntry(name: string): ModelEntry {
  return MODELS.get(modelName(name))!;
}

/**
 * A model by name, with weights as its paper initialises them; for its default channels and image size where none are given.
 * @throws RangeError for an unknown name, and for an image size that the architecture cannot take.
 */
export function createModel(name: ModelName | (string & {}), options: ClassifierOptions): ImageClassifier {
  const { create, defaultInChannels, defaultImageSize } = modelEntry(name);
  const { inChannels = defaultInChannels, imageSize = defaultImageSize } = options;
  const model = create({ ...options, inChannels, imageSize });
  try {
    refuseSize(model, name, imageSize, imageSize);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
