import type { ImageClassifier } from '../../models/index.ts';
import type { Tensor } from '../../torch/index.ts';

/** The weights of a backbone under the names of the zoo, without what classifies. */
export function bodyOf(backbone: ImageClassifier): [name: string, weight: Tensor][] {
  const { classifier, otherHeads = [] } = backbone.weightLayout;
  const classifies = (name: string) => [classifier, ...otherHeads].some((path) => name.startsWith(`${path}.`));
  return [...backbone.stateDict()].filter(([name]) => !classifies(name));
}
