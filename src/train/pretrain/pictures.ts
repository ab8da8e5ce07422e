import { hiddenOf, type PatchAutoencoder, type PatchMask, patchStatistics, withHidden } from '../../models/index.ts';
import { cat, inferenceMode, scope, type Tensor, tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { MethodContext, Picture } from './method.ts';

/** Pixels between pictures, and the grey of hidden patches. */
const GAP = 2;
const HIDDEN = 0.5;

/**
 * A row for each image: itself, what is seen of it, and that with the hidden patches as they were guessed. A model of normalised
 * patches guesses no mean and deviation: those are the original's, as in the paper's own pictures.
 */
export function contactSheet(
  model: PatchAutoencoder,
  data: CachedData,
  indices: readonly number[],
  { precision, normalisation }: MethodContext,
  mask: PatchMask,
): Picture {
  const { size, channels } = data.cache;
  const images = new Uint8Array(indices.length * channels * size * size);
  data.cache.read(indices, images);
  model.eval();
  const rows = inferenceMode(() =>
    scope(() => {
      const unit = toUnit({ images, labels: new Int32Array(indices.length) }, size, channels, precision.device);
      const patches = model.patchify(normalise(unit, normalisation));
      const guessed = precision.forward(() => model.call(patches, mask)).to({ dtype: 'f32' });
      const pictured = (p: Tensor) => denormalise(model.unpatchify(p), normalisation, channels);
      const { mean, deviation } = patchStatistics(hiddenOf(patches, mask));
      const values = model.normaliseTarget ? guessed.mul(deviation).add(mean) : guessed;
      const grey = toUnit(
        { images: images.map(() => Math.round(255 * HIDDEN)), labels: new Int32Array(indices.length) },
        size,
        channels,
        precision.device,
      );
      const greyPatches = hiddenOf(model.patchify(normalise(grey, normalisation)), mask);
      const columns = [patches, withHidden(patches, mask, greyPatches), withHidden(patches, mask, values)].map(
        pictured,
      );
      const separated = columns.map((c) => c.pad([0, GAP, 0, GAP], { value: 1 }));
      const sheet = cat(separated, { dim: 3 }); // [N, C, H, 3 W]
      const stacked = cat(sheet.unbind(), { dim: 1 }); // [C, N H, 3 W]
      return stacked
        .permute([1, 2, 0])
        .mul(255)
        .round()
        .clamp({ min: 0, max: 255 })
        .to({ dtype: 'u8' })
        .contiguous()
        .toHost();
    }),
  );
  const [height, width] = rows.shape as [number, number, number];
  return { width, height, channels: channels as 1 | 3, data: rows.data };
}

/** Back to 0 … 1; grey that was repeated over channels is one again. */
function denormalise(images: Tensor, { mean, std }: MethodContext['normalisation'], channels: number): Tensor {
  const column = (values: readonly number[]) =>
    tensor(values, { device: images.device }).view([1, values.length, 1, 1]);
  const unit = images.mul(column(std)).add(column(mean));
  return unit.size(1) === channels ? unit : unit.mean({ dim: 1, keepdim: true });
}
