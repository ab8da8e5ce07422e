import { type Dataset, fileSource, type Sample } from '../data/index.ts';
import { defaultMethod, explainImages, overlayHeat, storedImage } from '../explain/index.ts';
import { openRunModel, type Run } from '../train/index.ts';
import type { Example, Examples } from './data.ts';
import { thumbnail } from './thumbnails.ts';

/**
 * The examples with what the model looked at for the positive class, or with a word why not: a report never fails over a picture. The
 * weights and the images have to be where the record says.
 */
export async function withHeat(run: Run, examples: Examples, dataset: Dataset | null): Promise<Examples> {
  try {
    const shown = [...examples.falsePositives, ...examples.falseNegatives].filter((e) => e.image !== null);
    const wanted = new Set(shown.map((e) => e.imagePath));
    const samples = (dataset?.samples ?? []).filter((s) => wanted.has(s.imagePath));
    if (samples.length === 0) return examples;
    const { heats, method } = await heatsOf(run, samples);
    const add = (list: readonly Example[]) => list.map((e) => ({ ...e, heat: heats.get(e.imagePath) ?? null }));
    return {
      ...examples,
      falsePositives: add(examples.falsePositives),
      falseNegatives: add(examples.falseNegatives),
      explained: { method, class: run.config.data.classes[1]! },
    };
  } catch (error) {
    const why = `Nothing is explained: ${(error as Error).message}.`;
    return { ...examples, note: examples.note === null ? why : `${examples.note} ${why}` };
  }
}

async function heatsOf(run: Run, samples: readonly Sample[]) {
  using open = openRunModel(run, { precision: 'f32' });
  const { imageSize, colour } = open.config;
  const images = {
    cache: fileSource(samples, { size: imageSize, channels: colour ? 3 : 1 }),
    samples,
    indices: () => samples.map((_, i) => i),
  };
  const method = defaultMethod(open.model);
  const heats = new Map<string, string | null>();
  for await (const { sample, heat } of explainImages(open, images, { method, target: 1 })) {
    heats.set(sample.imagePath, await thumbnail(overlayHeat(await storedImage(sample), heat)));
  }
  return { heats, method };
}
