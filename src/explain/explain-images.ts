import { batches, type ImageSource, type Sample } from '../data/index.ts';
import { createModel, type ImageClassifier } from '../models/index.ts';
import { inferenceMode, manualSeed, scope, type Tensor } from '../torch/index.ts';
import { normalise, type OpenModel, probabilities, toUnit } from '../train/index.ts';
import type { Heat } from './heat.ts';
import { explain, type MethodName } from './methods.ts';
import { chanceFaithfulness, type Faithfulness, faithfulness } from './quality/faithfulness.ts';
import { mapLikeness } from './quality/likeness.ts';

export interface ExplainImagesOptions {
  readonly method: MethodName;
  /** A class, or of each image the most probable one. */
  readonly target: number | 'predicted';
  readonly layer?: string | undefined;
  /** Also measure how far the maps are to be believed; `seed` is of what they are compared with. */
  readonly quality?: { readonly seed: number } | undefined;
  /** Default 8. */
  readonly batchSize?: number | undefined;
}

/** Images as `cacheImages` gives them, or read from their files. */
export interface ExplainableImages {
  readonly cache: ImageSource;
  readonly samples: readonly Sample[];
  indices(): readonly number[];
}

export interface ExplainedImage {
  readonly sample: Sample;
  /** Of every class. */
  readonly probabilities: Float64Array;
  /** The class that is explained. */
  readonly target: number;
  /** Over the whole image, which the model sees stretched to a square. */
  readonly heat: Heat;
  readonly quality: ImageQuality | null;
}

export interface ImageQuality {
  readonly own: Faithfulness;
  /** Of a random order of the same image's pixels. */
  readonly chance: Faithfulness;
  /** With the map of the same model with random weights; null where one of them is blank. */
  readonly likeness: number | null;
}

/** Maps of images, in the order of `data`'s readable ones. */
export async function* explainImages(
  open: OpenModel,
  data: ExplainableImages,
  options: ExplainImagesOptions,
): AsyncGenerator<ExplainedImage> {
  const { method, target, layer, quality, batchSize = 8 } = options;
  using random = quality ? randomTwin(open, quality.seed) : null;
  const { cache: source, samples } = data;
  const all = { source, indices: data.indices(), labels: new Int32Array(source.count), batchSize, seed: 0, epoch: 0 };
  for await (const batch of batches({ ...all, shuffle: false })) {
    yield* scope(() => {
      const images = prepared(open, toUnit(batch, source.size, source.channels, open.precision.device));
      const rows = answers(open.model, images);
      const targets = rows.map((row) => (target === 'predicted' ? row.indexOf(Math.max(...row)) : target));
      const heats = heatsOf(explain(open.model, images, { method, target: targets, layer }));
      const twins = random && heatsOf(explain(random, images, { method, target: targets, layer }));
      return batch.indices.map((index, i): ExplainedImage => {
        const sample = samples[index]!;
        const [own, heat] = [targets[i]!, heats[i]!];
        const measured = quality && {
          ...believed(open.model, images.narrow(0, i, 1), heat, {
            target: own,
            seed: [quality.seed, sample.imagePath],
          }),
          likeness: mapLikeness(heat, twins![i]!),
        };
        return { sample, probabilities: rows[i]!, target: own, heat, quality: measured ?? null };
      });
    });
  }
}

const prepared = ({ normalisation, precision }: OpenModel, unit: Tensor) =>
  normalise(unit, normalisation).to({ memoryFormat: precision.memoryFormat });

/** Probabilities of images, a row for each. */
function answers(model: ImageClassifier, images: Tensor): Float64Array[] {
  const { values, k } = inferenceMode(() =>
    scope(() => {
      const logits = model.call(images);
      return { values: logits.toArray(), k: logits.size(1) };
    }),
  );
  const rows = probabilities(values, k);
  return Array.from({ length: rows.length / k }, (_, i) => rows.slice(i * k, (i + 1) * k));
}

function heatsOf(maps: Tensor): Heat[] {
  const [n, rows, columns] = maps.shape as [number, number, number];
  const values = maps.toArray();
  const size = rows * columns;
  return Array.from({ length: n }, (_, i) => ({ rows, columns, values: values.slice(i * size, (i + 1) * size) }));
}

function believed(
  model: ImageClassifier,
  image: Tensor,
  heat: Heat,
  { target, seed }: { target: number; seed: readonly (string | number)[] },
): Pick<ImageQuality, 'own' | 'chance'> {
  const probability = (images: Tensor) => answers(model, images).map((row) => row[target]!);
  return { own: faithfulness(image, heat, { probability }), chance: chanceFaithfulness(image, seed, { probability }) };
}

/** The same architecture with weights that have learnt nothing. */
function randomTwin({ model, config, precision }: OpenModel, seed: number): ImageClassifier {
  manualSeed(seed);
  const { model: name, inChannels, imageSize } = config;
  const twin = createModel(name, { numClasses: model.numClasses, inChannels, imageSize });
  return twin.to({ device: precision.device, memoryFormat: precision.memoryFormat }).eval();
}
