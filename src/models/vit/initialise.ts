import { init, Linear, type Module } from '../../nn/index.ts';

/** Linear layers as transformers for images begin: normal of deviation 0.02 cut at ±2, zero biases. */
export function initialiseTransformer(model: Module): void {
  for (const module of model.modules()) {
    if (module instanceof Linear) initialiseLinear(module);
  }
}

export function initialiseLinear(layer: Linear): Linear {
  init.truncatedNormal_(layer.weight, { std: 0.02 });
  if (layer.bias !== null) init.constant_(layer.bias, 0);
  return layer;
}
