import { type AnyModule, Conv2d, ConvTranspose2d, Linear, type Module } from '../nn/index.ts';
import { noGrad, randn, scope, Tensor } from '../torch/index.ts';

export interface ModelCost {
  readonly parameters: number;
  /** Multiply-accumulates of one image through convolutions, linear layers and attention. */
  readonly macs: number;
}

/** A module with products of its own, such as attention's, beside those of the convolutions and linear layers inside it. */
export interface CountsMacs {
  ownMacs(output: Tensor, input: readonly unknown[]): number;
}

/** Parameters and multiply-accumulates, seen in one forward pass of an image [C, H, W] in evaluation mode. */
export function modelCost(model: Module, image: readonly [channels: number, height: number, width: number]): ModelCost {
  const { training } = model;
  const { dtype, device } = model.parameters()[0]!;
  let macs = 0;
  const untap = [...model.modules()].map((module) =>
    (module as Module).onForward((output, input) => {
      if (output instanceof Tensor) macs += macsOf(module, output, input);
    }),
  );
  try {
    model.eval();
    scope(() => noGrad(() => void model.call(randn([1, ...image]).to({ dtype, device }))));
  } finally {
    for (const stop of untap) stop();
    model.train(training);
  }
  return { parameters: model.parameterCount(), macs };
}

function macsOf(module: AnyModule, output: Tensor, input: readonly unknown[]): number {
  if (module instanceof Conv2d) return output.numel * (module.weight.numel / module.weight.size(0));
  if (module instanceof ConvTranspose2d) {
    return (input[0] as Tensor).numel * (module.weight.numel / module.weight.size(0));
  }
  if (module instanceof Linear) return output.numel * module.config.inFeatures;
  return 'ownMacs' in module ? (module as unknown as CountsMacs).ownMacs(output, input) : 0;
}
