import type { Tensor } from '../../torch/index.ts';
import { Module } from '../module.ts';

/** Its input; takes the place of a layer that is not wanted. */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}

export interface FlattenConfig {
  readonly startDim?: number;
  readonly endDim?: number;
}

/** Joins the dimensions from startDim to endDim: [N, …] → [N, features]. */
export class Flatten extends Module {
  readonly config: Required<FlattenConfig>;

  constructor(config: FlattenConfig = {}) {
    super();
    this.config = { startDim: 1, endDim: -1, ...config };
  }

  forward(x: Tensor): Tensor {
    return x.flatten(this.config);
  }
}
