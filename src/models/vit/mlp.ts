import { Dropout, Linear, Module } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';

export interface MlpConfig {
  readonly width: number;
  readonly hidden: number;
  readonly dropout?: number;
}

/** Two linear layers with GELU between them, for each token: [..., width] → [..., width]. */
export class Mlp extends Module {
  readonly fc1: Linear;
  readonly fc2: Linear;
  readonly dropout: Dropout;

  constructor({ width, hidden, dropout = 0 }: MlpConfig) {
    super();
    this.fc1 = new Linear({ inFeatures: width, outFeatures: hidden });
    this.fc2 = new Linear({ inFeatures: hidden, outFeatures: width });
    this.dropout = new Dropout({ p: dropout });
  }

  forward(x: Tensor): Tensor {
    const hidden = this.fc1.call(x).gelu();
    return this.dropout.call(this.fc2.call(this.dropout.call(hidden)));
  }
}
