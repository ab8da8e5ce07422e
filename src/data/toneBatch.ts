import { conv2d, scope, type Tensor, tensor, where, zeros } from '../torch/index.ts';
import { TONES, type Tone } from './randAugment.ts';

/** ITU-R 601, as PIL's grey. */
const GREY = [0.299, 0.587, 0.114];

/**
 * Applies to image i of the batch the operations `tones[i]`, in their order: images that share an operation at the same place go
 * through it together. PIL's definitions, in floating point.
 *
 * @param images f32 [N, C, H, W], 0 … 1; may be written to.
 */
export function toneBatch(images: Tensor, tones: readonly (readonly Tone[])[]): Tensor {
  const rounds = Math.max(0, ...tones.map((own) => own.length));
  if (rounds === 0) return images;
  return scope(() => {
    let result = images;
    for (let round = 0; round < rounds; round++) {
      for (const name of TONES) {
        const members = tones.flatMap((own, i) => (own[round]?.name === name ? [i] : []));
        if (members.length === 0) continue;
        const amounts = members.map((i) => tones[i]![round]!.amount);
        result = result.clone();
        applyTo(result, members, (own) => applyTone(name, own, amounts));
      }
    }
    return result;
  });
}

function applyTo(images: Tensor, members: readonly number[], change: (own: Tensor) => Tensor): void {
  scope(() => {
    const index = tensor(BigInt64Array.from(members, BigInt), { device: images.device });
    images.indexPut_([index], change(images.indexSelect(0, index)).clamp({ min: 0, max: 1 }));
  });
}

function applyTone(name: Tone['name'], x: Tensor, amounts: readonly number[]): Tensor {
  const amount = tensor(Float32Array.from(amounts), { shape: [amounts.length, 1, 1, 1], device: x.device });
  switch (name) {
    case 'brightness':
      return x.mul(amount);
    case 'contrast':
      return blend(greyOf(x).mean({ dim: [1, 2, 3], keepdim: true }), x, amount);
    case 'colour':
      return blend(greyOf(x), x, amount);
    case 'sharpness':
      return blend(smoothed(x), x, amount);
    case 'solarize':
      return where(x.ge(amount), x.neg().add(1), x);
    case 'posterize': {
      const step = tensor(
        Float32Array.from(amounts, (bits) => 2 ** (8 - bits)),
        { shape: [amounts.length, 1, 1, 1] },
      );
      const levels = step.to({ device: x.device });
      return x.mul(255).round().div(levels).floor().mul(levels).div(255);
    }
    case 'autocontrast':
      return stretched(x);
    case 'equalize':
      return equalized(x);
  }
}

/** `from` at 0, `to` at 1, and beyond. */
const blend = (from: Tensor, to: Tensor, amount: Tensor) => to.sub(from).mul(amount).add(from);

function greyOf(x: Tensor): Tensor {
  if (x.size(1) !== 3) return x;
  const weights = tensor(GREY, { device: x.device }).view([1, 3, 1, 1]);
  return x.mul(weights).sum({ dim: 1, keepdim: true });
}

/** PIL's SMOOTH filter; pixels at the edge stay. */
function smoothed(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  if (h < 3 || w < 3) return x;
  const kernel = tensor(
    [1, 1, 1, 1, 5, 1, 1, 1, 1].map((v) => v / 13),
    { device: x.device },
  ).view([1, 1, 3, 3]);
  const inner = conv2d(x.reshape([n * c, 1, h, w]), kernel).view([n, c, h - 2, w - 2]);
  const result = x.clone();
  result
    .narrow(2, 1, h - 2)
    .narrow(3, 1, w - 2)
    .copy_(inner);
  return result;
}

/** Each channel from 0 to 1; one of a single level stays. */
function stretched(x: Tensor): Tensor {
  const low = x.amin({ dim: [2, 3], keepdim: true });
  const span = x.amax({ dim: [2, 3], keepdim: true }).sub(low);
  return where(span.gt(0), x.sub(low).div(span.clamp({ min: 1e-6 })), x);
}

/** Histogram equalisation of each channel, over 256 levels. */
function equalized(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const level = x
    .mul(255)
    .round()
    .to({ dtype: 'i64' })
    .view([n * c, h * w]);
  const ones = zeros([n * c, h * w], { device: x.device }).add(1);
  const counts = zeros([n * c, 256], { device: x.device }).scatterAdd(1, level, ones);
  const below = counts.cumsum(1).sub(counts);
  // PIL leaves out the last level that occurs when it finds the step
  const last = level.amax({ dim: [1], keepdim: true });
  const step = counts.sum({ dim: 1, keepdim: true }).sub(counts.gather(1, last)).div(255).floor();
  const table = below
    .add(step.div(2).floor())
    .div(step.clamp({ min: 1 }))
    .floor()
    .clamp({ min: 0, max: 255 });
  const mapped = table.gather(1, level).div(255).view([n, c, h, w]);
  return where(step.view([n, c, 1, 1]).gt(0), mapped, x);
}
