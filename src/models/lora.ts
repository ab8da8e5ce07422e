import { init, Linear, type LinearConfig, Parameter } from '../nn/index.ts';
import { empty, linear, noGrad, scope, type Tensor, zeros } from '../torch/index.ts';
import type { TrainableModel } from './dense.ts';

/**
 * A linear layer that learns by a low-rank addition, W + α ÷ r · B A, while W stays (Hu et al., "LoRA", ICLR 2022). B begins at zero, so
 * at first nothing changes. α = r: the addition has the scale of its learning rate whatever its rank.
 */
export class LoraLinear extends Linear {
  /** [r, inFeatures] */
  readonly loraA: Parameter;
  /** [outFeatures, r] */
  readonly loraB: Parameter;

  /** Takes over the weights of `base`, which is not to be used again. */
  constructor(base: Linear, rank: number) {
    super(EMPTY);
    const { weight, bias, config } = base;
    const place = { device: weight.device };
    this.weight.dispose();
    this.bias?.dispose();
    Object.assign(this, { weight, bias, config });
    this.loraA = new Parameter(empty([rank, config.inFeatures], place));
    this.loraB = new Parameter(zeros([config.outFeatures, rank], place));
    init.kaimingUniform_(this.loraA, { slope: Math.sqrt(5) });
    weight.requiresGrad = false;
    if (bias !== null) bias.requiresGrad = false;
  }

  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, { bias: this.bias }).add(linear(linear(x, this.loraA), this.loraB));
  }

  /** W + B A. */
  merged(): Tensor {
    return noGrad(() => scope(() => this.weight.add(this.loraB.mm(this.loraA))));
  }
}

const EMPTY: LinearConfig = { inFeatures: 1, outFeatures: 1 };
/** Projections of attention as timm, torchvision and Hugging Face call them. */
const ATTENTION = /(^|\.)(self_)?(attn|attention|self_attention)(\.\w+)*\.(qkv|q|k|v|query|key|value|proj|out_proj)$/;

/** Puts adapters of this rank on all projections of attention; everything else keeps its state. Returns how many. */
export function addLora(model: TrainableModel, rank: number): number {
  const found = [...model.namedModules()].filter(([path, m]) => m instanceof Linear && ATTENTION.test(path));
  for (const [path, module] of found) {
    model.replaceModule(path, new LoraLinear(module as unknown as Linear, rank) as never);
  }
  return found.length;
}

/** The state of a model with its adapters merged into the weights, under the names of the model without them; to be freed by a scope. */
export function mergedState(model: TrainableModel): Map<string, Tensor> {
  const state = new Map<string, Tensor>(model.stateDict());
  for (const [path, module] of model.namedModules()) {
    if (!(module instanceof LoraLinear)) continue;
    state.set(`${path}.weight`, module.merged());
    state.delete(`${path}.lora_a`);
    state.delete(`${path}.lora_b`);
  }
  return state;
}
