import { normalCdf } from '../stats/special/normal.ts';
import { type Generator, noGrad, scope, type Tensor } from '../torch/index.ts';

/** Fans of a weight [out, in, …kernel]: numbers of inputs and outputs that one element of the other side sees. */
export function fans(weight: Tensor): { fanIn: number; fanOut: number } {
  const [out, input, ...kernel] = weight.shape;
  if (out === undefined || input === undefined)
    throw new RangeError(`fans need a weight of 2 or more dimensions, not ${weight}`);
  const field = kernel.reduce((n, k) => n * k, 1);
  return { fanIn: input * field, fanOut: out * field };
}

export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

/** The factor that keeps the variance through a non-linearity; `slope` is leaky ReLU's. */
export function gain(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + slope ** 2));
    case 'selu':
      return 3 / 4;
    default:
      return 1;
  }
}

export interface InitOptions {
  generator?: Generator;
}

export interface KaimingOptions extends InitOptions {
  mode?: 'fanIn' | 'fanOut';
  nonlinearity?: Nonlinearity;
  /** Negative slope of the leaky ReLU that follows. */
  slope?: number;
}

function kaimingStd(weight: Tensor, { mode = 'fanIn', nonlinearity = 'leakyRelu', slope = 0 }: KaimingOptions): number {
  return gain(nonlinearity, slope) / Math.sqrt(fans(weight)[mode]);
}

/** U(−b, b), b = gain √(3 ÷ fan). He et al., "Delving deep into rectifiers", ICCV 2015. */
export function kaimingUniform_<T extends Tensor>(weight: T, options: KaimingOptions = {}): T {
  const bound = Math.sqrt(3) * kaimingStd(weight, options);
  return uniform_(weight, -bound, bound, options);
}

/** N(0, gain² ÷ fan). He et al., ICCV 2015. */
export function kaimingNormal_<T extends Tensor>(weight: T, options: KaimingOptions = {}): T {
  return normal_(weight, 0, kaimingStd(weight, options), options);
}

/** U(−b, b), b = gain √(6 ÷ (fanIn + fanOut)). Glorot & Bengio, AISTATS 2010. */
export function xavierUniform_<T extends Tensor>(weight: T, options: InitOptions & { gain?: number } = {}): T {
  const { fanIn, fanOut } = fans(weight);
  const bound = Math.sqrt(3) * ((options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)));
  return uniform_(weight, -bound, bound, options);
}

/** N(0, 2 gain² ÷ (fanIn + fanOut)). Glorot & Bengio, AISTATS 2010. */
export function xavierNormal_<T extends Tensor>(weight: T, options: InitOptions & { gain?: number } = {}): T {
  const { fanIn, fanOut } = fans(weight);
  return normal_(weight, 0, (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)), options);
}

export interface TruncatedNormalOptions extends InitOptions {
  mean?: number;
  std?: number;
  /** Limits, as values (not in standard deviations). */
  min?: number;
  max?: number;
}

/** A normal distribution cut at `min` and `max`, by inversion of its distribution function, as PyTorch draws it. */
export function truncatedNormal_<T extends Tensor>(weight: T, options: TruncatedNormalOptions = {}): T {
  const { mean = 0, std = 1, min = -2, max = 2, generator } = options;
  const from = 2 * normalCdf((min - mean) / std) - 1;
  const to = 2 * normalCdf((max - mean) / std) - 1;
  return quietly(weight, () => {
    weight.uniform_({ from, to, generator });
    weight
      .erfinv_()
      .mul_(std * Math.SQRT2)
      .add_(mean)
      .clamp_({ min, max });
  });
}

export function uniform_<T extends Tensor>(weight: T, from: number, to: number, options: InitOptions = {}): T {
  return quietly(weight, () => weight.uniform_({ from, to, generator: options.generator }));
}

export function normal_<T extends Tensor>(weight: T, mean: number, std: number, options: InitOptions = {}): T {
  return quietly(weight, () => weight.normal_({ mean, std, generator: options.generator }));
}

export function constant_<T extends Tensor>(weight: T, value: number): T {
  return quietly(weight, () => weight.fill_(value));
}

function quietly<T extends Tensor>(weight: T, fill: () => void): T {
  noGrad(() => scope(fill));
  return weight;
}
