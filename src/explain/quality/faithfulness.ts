import { random } from '../../stats/index.ts';
import { callByName, inferenceMode, scope, stack, type Tensor, tensor } from '../../torch/index.ts';
import { enlarge, type Heat } from '../heat.ts';

export interface FaithfulnessOptions {
  /** Steps in which the pixels go; default 20. */
  readonly steps?: number | undefined;
  /** Probability of the class that was explained, of normalised images [N, C, H, W]. */
  readonly probability: (images: Tensor) => ArrayLike<number>;
}

/** Areas under the curves of the class's probability over the share of pixels, 0 to 1. */
export interface Faithfulness {
  /** The hottest pixels are taken away first: low is faithful. */
  readonly deletion: number;
  /** They come back first, into a blurred image: high is faithful. */
  readonly insertion: number;
}

/**
 * Whether the pixels that a map marks are those that the answer hangs on; `image` is [1, C, H, W], normalised. Deleted pixels become 0, the
 * mean. Petsiuk, Das & Saenko, "RISE", BMVC 2018.
 */
export function faithfulness(image: Tensor, heat: Heat, options: FaithfulnessOptions): Faithfulness {
  const [height, width] = [image.size(2), image.size(3)];
  const values = enlarge(heat, height, width);
  // equal heat, such as all that Grad-CAM cuts off, goes in no order of rows
  const order = random('ties').shuffle([...values.keys()]);
  return curves(
    image,
    Uint32Array.from(order).sort((a, b) => values[b]! - values[a]!),
    options,
  );
}

/** What an order of the pixels that knows nothing reaches. */
export function chanceFaithfulness(
  image: Tensor,
  seed: readonly (string | number)[],
  options: FaithfulnessOptions,
): Faithfulness {
  // squares of an eighth of the image, as coherent as a map is
  const draw = random(...seed, 'faithfulness');
  const heat = { rows: 8, columns: 8, values: Float64Array.from({ length: 64 }, () => draw.next()) };
  return faithfulness(image, heat, options);
}

function curves(image: Tensor, order: Uint32Array, { steps = 20, probability }: FaithfulnessOptions): Faithfulness {
  const [height, width] = [image.size(2), image.size(3)];
  return inferenceMode(() =>
    scope(() => {
      const blurred = blur(image);
      const masks = Array.from({ length: steps + 1 }, (_, step) => {
        const mask = new Float32Array(order.length);
        for (const pixel of order.subarray(0, Math.round((step / steps) * order.length))) mask[pixel] = 1;
        return tensor(mask, { shape: [1, height, width], device: image.device });
      });
      const gone = stack(masks).to({ dtype: image.dtype });
      const deletion = probability(image.mul(gone.neg().add(1)));
      const insertion = probability(blurred.add(image.sub(blurred).mul(gone)));
      return { deletion: area(deletion), insertion: area(insertion) };
    }),
  );
}

/** By the trapezoid rule over 0 … 1. */
function area(curve: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < curve.length; i++) sum += (curve[i - 1]! + curve[i]!) / 2;
  return sum / (curve.length - 1);
}

/** Means over squares of about a tenth of the image, twice, so that no fine structure is left. */
function blur(image: Tensor): Tensor {
  const half = Math.max(1, Math.round(Math.min(image.size(2), image.size(3)) / 20));
  const side = 2 * half + 1;
  const pool = (x: Tensor) =>
    callByName('aten::avg_pool2d', '', [x, [side, side], [1, 1], [half, half], false, false, null]) as Tensor;
  return pool(pool(image));
}
