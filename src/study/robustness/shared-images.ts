import type { ImageSource } from '../../data/index.ts';

/** A source of the same images that remembers what it has read; the key says all that their pixels depend on, but for the index. */
export type SharedImages = (key: string, source: ImageSource) => ImageSource;

/** Images that the runs of a study share, so that each is perturbed once. The first so many bytes are kept, others are made again. */
export function sharedImages(mostBytes = 2 ** 30): SharedImages {
  const kept = new Map<string, Uint8Array>();
  let room = mostBytes;
  return (key, source) => {
    const { count, channels, size } = source;
    const bytes = channels * size * size;
    const nameOf = (index: number) => `${key}/${index}`;
    const keep = (index: number, image: Uint8Array) => {
      if (room < bytes || kept.has(nameOf(index))) return;
      kept.set(nameOf(index), image.slice());
      room -= bytes;
    };
    return {
      ...{ count, channels, size },
      async read(indices, out) {
        const known = indices.map((index) => kept.get(nameOf(index)));
        if (known.includes(undefined)) {
          await source.read(indices, out);
          for (const [i, index] of indices.entries()) keep(index, out.subarray(i * bytes, (i + 1) * bytes));
        } else for (const [i, image] of known.entries()) out.set(image!, i * bytes);
      },
    };
  };
}
