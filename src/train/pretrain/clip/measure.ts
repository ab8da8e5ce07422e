import type { Clip } from '../../../models/index.ts';
import { type Estimate, wilson } from '../../../stats/index.ts';
import { cat, inferenceMode, scope, type Tensor } from '../../../torch/index.ts';
import type { CachedData } from '../../data.ts';
import { normalise } from '../../preprocess.ts';
import { eachHeldOutBatch, heldOutPatients, meanEstimate } from '../held-out.ts';
import type { MethodContext, PretrainValidation } from '../method.ts';
import { groupsOf, type TextReader } from './texts.ts';

/**
 * All held-out images against all their texts: how often the first text of an image is its own (or says the same), how often the first
 * image of a text is, and the loss over all of them at once.
 */
export async function measure(
  model: Clip,
  data: CachedData,
  context: MethodContext & { read: TextReader },
): Promise<PretrainValidation> {
  const { config, precision, normalisation, read } = context;
  const { memoryFormat } = precision;
  const found: { images: Tensor; texts: Tensor }[] = [];
  const keys: string[] = [];
  model.eval();
  try {
    await eachHeldOutBatch(data, context, (batch, unit) => {
      const images = normalise(unit, normalisation).to({ memoryFormat });
      const texts = read(data, batch.indices);
      keys.push(...texts.keys);
      const vectors = (encode: () => Tensor) => precision.forward(encode).to({ dtype: 'f32' }).keep();
      found.push({
        images: vectors(() => model.encodeImages(images)),
        texts: vectors(() => model.encodeTexts(texts.input)),
      });
    });
    const similarities = inferenceMode(() =>
      scope(() => {
        const all = (kind: 'images' | 'texts') =>
          cat(
            found.map((vectors) => vectors[kind]),
            { dim: 0 },
          );
        return model.similarities(all('images'), all('texts')).toFloat32();
      }),
    );
    return summarise(similarities, groupsOf(keys), heldOutPatients(data), config.clip.imageWeight);
  } finally {
    for (const { images, texts } of found) {
      images.dispose();
      texts.dispose();
    }
  }
}

/** Of similarities [N, N], rows images; `groups` are equal where texts are. */
export function summarise(
  similarities: Float32Array,
  groups: readonly number[],
  patients: readonly string[],
  imageWeight: number,
): PretrainValidation {
  const n = groups.length;
  const rows = Array.from({ length: n }, (_, i) => similarities.subarray(i * n, (i + 1) * n));
  const columns = Array.from({ length: n }, (_, j) => Float32Array.from(rows, (row) => row[j]!));
  const [forth, back] = [rows, columns].map((lines) => lines.map((line, i) => search(line, i, groups))) as [
    Search[],
    Search[],
  ];
  const equal = new Map<number, number>();
  for (const group of groups) equal.set(group, (equal.get(group) ?? 0) + 1);
  const chance = groups.reduce((sum, group) => sum + equal.get(group)! / n, 0) / n;
  const share = (searches: readonly Search[]): Estimate => {
    const right = searches.filter(({ first }) => first).length;
    return { ...wilson(right, n), value: right / n, n, baseline: chance };
  };
  const losses = forth.map(({ loss }, i) => imageWeight * loss + (1 - imageWeight) * back[i]!.loss);
  const contrastive = meanEstimate(losses, patients, Math.log(n));
  const loss = contrastive.value!;
  return { loss, score: -loss, heldOut: { textFound: share(forth), imageFound: share(back), contrastive } };
}

interface Search {
  /** Whether what is most alike is its own, or says the same. */
  readonly first: boolean;
  /** Cross-entropy, in nats, of those that say the same in equal shares. */
  readonly loss: number;
}

function search(line: Float32Array, own: number, groups: readonly number[]): Search {
  let best = 0;
  for (let j = 1; j < line.length; j++) if (line[j]! > line[best]!) best = j;
  const top = line[best]!;
  let [sum, same, count] = [0, 0, 0];
  for (const [j, value] of line.entries()) {
    sum += Math.exp(value - top);
    if (groups[j] !== groups[own]) continue;
    same += value;
    count++;
  }
  return { first: groups[best] === groups[own], loss: top + Math.log(sum) - same / count };
}
