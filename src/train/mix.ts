import { type Random, random } from '../stats/random.ts';
import { type Tensor, tensor } from '../torch/index.ts';

/** How the images of a batch are mixed in pairs: image i with image `partner[i]`. */
export interface Mix {
  readonly partner: readonly number[];
  /** Share of the image itself; the partner has the rest. */
  readonly share: number;
  /** What is pasted from the partner; null blends the whole images. */
  readonly box: { readonly top: number; readonly left: number; readonly height: number; readonly width: number } | null;
}

export interface MixConfig {
  /** α of mixup's Beta(α, α); 0 is off (Zhang et al., ICLR 2018). */
  readonly mixup: number;
  /** α of cutmix; 0 is off (Yun et al., ICCV 2019). With both on, each batch takes one of them at random. */
  readonly cutmix: number;
}

/** Drawn from (seed, epoch, batch) alone; null where neither is on. */
export function drawMix(
  { mixup, cutmix }: MixConfig,
  at: { seed: number; epoch: number; batch: number; count: number; side: number },
): Mix | null {
  if (mixup <= 0 && cutmix <= 0) return null;
  const { seed, epoch, batch, count, side } = at;
  const rng = random(seed, 'mix', epoch, batch);
  const pastes = mixup <= 0 || (cutmix > 0 && rng.next() < 0.5);
  const partner = rng.shuffle(Array.from({ length: count }, (_, i) => i));
  const share = beta(rng, pastes ? cutmix : mixup);
  if (!pastes) return { partner, share, box: null };
  // the box has 1 − share of the area around a random centre, and the share is what is left where it crosses the edge
  const half = (Math.sqrt(1 - share) * side) / 2;
  const span = (): [number, number] => {
    const centre = rng.uniform(0, side);
    const from = Math.max(0, Math.round(centre - half));
    return [from, Math.min(side, Math.round(centre + half)) - from];
  };
  const [top, height] = span();
  const [left, width] = span();
  return { partner, share: 1 - (height * width) / side ** 2, box: { top, left, height, width } };
}

/** Mixed images [N, C, H, W]. */
export function mixImages(images: Tensor, { partner, share, box }: Mix): Tensor {
  const index = tensor(BigInt64Array.from(partner, BigInt), { device: images.device });
  if (box === null) return images.mul(share).add(images.indexSelect(0, index), { alpha: 1 - share });
  const { top, left, height, width } = box;
  if (height === 0 || width === 0) return images;
  const part = (x: Tensor) => x.narrow(2, top, height).narrow(3, left, width);
  const mixed = images.clone();
  part(mixed).copy_(part(images.indexSelect(0, index)));
  return mixed;
}

/** Class probabilities [N, C] of mixed images. */
export function mixTargets(labels: ArrayLike<number>, { partner, share }: Mix, numClasses: number): Float32Array {
  const targets = new Float32Array(labels.length * numClasses);
  for (let i = 0; i < labels.length; i++) {
    targets[i * numClasses + labels[i]!]! += share;
    targets[i * numClasses + labels[partner[i]!]!]! += 1 - share;
  }
  return targets;
}

/** Beta(α, α) as G₁ ÷ (G₁ + G₂). */
function beta(rng: Random, alpha: number): number {
  const a = gamma(rng, alpha);
  const b = gamma(rng, alpha);
  return a + b > 0 ? a / (a + b) : Number(rng.next() < 0.5); // both underflow for a tiny α, where Beta is a coin
}

/** Gamma(α, 1) by Marsaglia & Tsang, ACM TOMS 2000; below 1 by their boost. */
function gamma(rng: Random, alpha: number): number {
  if (alpha < 1) return gamma(rng, alpha + 1) * (1 - rng.next()) ** (1 / alpha);
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
