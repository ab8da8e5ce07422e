import type { FeatureStage } from '../../src/models/index.ts';
import type { AnyModule, Module } from '../../src/nn/index.ts';
import type { Tensor } from '../../src/torch/index.ts';

/** Shape of what each module that `featureInfo` names gives for the images `x`. */
export function stageShapes(
  model: AnyModule & { readonly featureInfo: readonly FeatureStage[] },
  x: Tensor,
): ReadonlyMap<string, readonly number[]> {
  const seen = new Map<string, readonly number[]>();
  const stop = model.featureInfo.map(({ module }) =>
    (model.module(module) as Module).onForward((output) => void seen.set(module, output.shape)),
  );
  (model as Module).call(x);
  for (const end of stop) end();
  return seen;
}
