import type { ClassifierOptions, ImageClassifier } from './classifier.ts';
import { smallCnn } from './cnn.ts';
import { densenet121, densenet169, densenet201 } from './densenet.ts';

export interface ModelEntry {
  readonly create: (options: ClassifierOptions) => ImageClassifier;
  readonly description: string;
  readonly paper: string;
  /** Side of the square input in pixels that it was designed for. */
  readonly defaultImageSize: number;
}

const DENSENET = 'Huang et al., Densely Connected Convolutional Networks, CVPR 2017, arXiv:1608.06993';

/** All models by name. A new architecture is a file of its own and a line here. */
export const MODELS: ReadonlyMap<string, ModelEntry> = new Map<string, ModelEntry>([
  [
    'cnn',
    {
      create: smallCnn,
      description: 'small plain CNN: 8 convolutions with batch norm, global average pooling',
      paper: 'Simonyan & Zisserman, Very Deep Convolutional Networks, ICLR 2015, arXiv:1409.1556',
      defaultImageSize: 128,
    },
  ],
  ['densenet121', { create: densenet121, description: 'DenseNet, 121 layers', paper: DENSENET, defaultImageSize: 224 }],
  ['densenet169', { create: densenet169, description: 'DenseNet, 169 layers', paper: DENSENET, defaultImageSize: 224 }],
  ['densenet201', { create: densenet201, description: 'DenseNet, 201 layers', paper: DENSENET, defaultImageSize: 224 }],
]);

export interface ModelInfo extends Omit<ModelEntry, 'create'> {
  readonly name: string;
}

/**
 * A model by name, with weights as its paper initialises them.
 * @throws RangeError that names the nearest model where there is none of that name.
 */
export function createModel(name: string, options: ClassifierOptions): ImageClassifier {
  return modelEntry(name).create(options);
}

/** All models, with what is known of them without building them. */
export function listModels(): ModelInfo[] {
  return Array.from(MODELS, ([name, { create: _, ...info }]) => ({ name, ...info }));
}

/** @throws RangeError as `createModel` does. */
export function modelEntry(name: string): ModelEntry {
  const entry = MODELS.get(name);
  if (entry !== undefined) return entry;
  const names = [...MODELS.keys()];
  const nearest = names.reduce((best, other) => (distance(name, other) < distance(name, best) ? other : best));
  throw new RangeError(`no model "${name}"; did you mean "${nearest}"? There are ${names.join(', ')}`);
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
