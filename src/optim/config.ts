import { z } from 'zod';
import { decayAll, decayWeights } from './decay.ts';
import { Optimizer } from './optimizer.ts';
import { adam, adamw, sgd } from './ready.ts';
import type { NamedParameters } from './state.ts';
import type { Transform } from './transform.ts';

const common = {
  /** The peak, where a schedule moves it. */
  learningRate: z.number().positive(),
  /** `weights`: neither biases nor normalisation scales decay; `all`: as PyTorch's single group. */
  decay: z.enum(['weights', 'all']).default('weights'),
};

const adamOptions = {
  betas: z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]).default([0.9, 0.999]),
  eps: z.number().positive().default(1e-8),
};

/** An optimiser as a recipe writes it and `config.json` keeps it. */
export const optimizerConfig = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd'),
    ...common,
    momentum: z.number().min(0).default(0.9),
    dampening: z.number().default(0),
    nesterov: z.boolean().default(false),
    weightDecay: z.number().min(0).default(0),
  }),
  z.strictObject({ name: z.literal('adam'), ...common, ...adamOptions, weightDecay: z.number().min(0).default(0) }),
  z.strictObject({ name: z.literal('adamw'), ...common, ...adamOptions, weightDecay: z.number().min(0).default(0.01) }),
]);

export type OptimizerConfig = z.infer<typeof optimizerConfig>;

/** The optimiser of a config; per-step learning rates go to `step({ learningRate })`. */
export function createOptimizer(parameters: NamedParameters, config: z.input<typeof optimizerConfig>): Optimizer {
  return new Optimizer(parameters, transformOf(optimizerConfig.parse(config)));
}

function transformOf(config: OptimizerConfig): Transform {
  const mask = config.decay === 'all' ? decayAll : decayWeights;
  switch (config.name) {
    case 'sgd':
      return sgd({ ...config, mask });
    case 'adam':
      return adam({ ...config, mask });
    case 'adamw':
      return adamw({ ...config, mask });
  }
}
