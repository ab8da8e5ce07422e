import type { ImageClassifier } from '../../models/index.ts';
import { type HostArray, scope, type Tensor } from '../../torch/index.ts';

/** The weights of a backbone under the names of the zoo, without what classifies; and what else was learnt, under names of its own. */
export function exportBody(
  backbone: ImageClassifier,
  beside: Iterable<readonly [name: string, weight: Tensor]>,
): [string, HostArray][] {
  const { classifier, otherHeads = [] } = backbone.weightLayout;
  const classifies = (name: string) => [classifier, ...otherHeads].some((path) => name.startsWith(`${path}.`));
  const body = [...backbone.stateDict()].filter(([name]) => !classifies(name));
  return scope(() => [...body, ...beside].map(([name, value]) => [name, value.toHost()]));
}
