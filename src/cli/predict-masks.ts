import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, readMask, resizeLabels } from '../data/index.ts';
import { type CsvCell, encodeRle, writeCsv, writeRleCsv } from '../formats/index.ts';
import { decodeImage, drawContours, type Outline, writePng } from '../image/index.ts';
import { dice, overlap } from '../metrics/index.ts';
import {
  cacheImages,
  frozenMaskRule,
  openMaskedRecord,
  openMaskPredictor,
  type Run,
  type SegmentedImage,
  segmentImages,
  spacingOf,
} from '../train/index.ts';
import { fileNames } from './file-names.ts';
import { openForPrediction } from './open-data.ts';
import type { PredictArgs } from './predict-run.ts';

/** The policy of the Dice that stands beside each image. */
const POLICY = 'skip empty reference';

/** `fovea predict` of a segmentation run: a folder of masks, their run lengths, a table, and overlays. */
export async function runPredictMasks(args: PredictArgs, run: Run, rest: readonly string[]): Promise<void> {
  const skipBad = args['skip-bad'] === true;
  const dataset = openImagesOf(run, [args.data, ...rest], { split: args.split, skipBad });
  const rule = frozenMaskRule(run);
  const out = args.out === 'predictions.csv' ? 'segmentation' : args.out;
  for (const part of ['masks', ...(args.overlays ? ['overlays'] : [])]) mkdirSync(join(out, part), { recursive: true });
  using data = await cacheImages(dataset.samples, { config: run.config.train, skipBad });
  using predictor = openMaskPredictor(run, args.device ? { device: args.device } : {});
  const { classes } = predictor;
  const names = fileNames(dataset.samples);
  const rows: Record<string, CsvCell>[] = [];
  const runs: { imageId: string; runs: string }[] = [];
  for await (const image of segmentImages(predictor, rule, data, data.indices())) {
    const { sample, width, height, labels } = image;
    const name = names.get(sample)!;
    const scale = classes.length === 2 ? 255 : 1;
    const stored = { width, height, channels: 1 as const, data: labels.map((label) => label * scale) };
    await writePng(join(out, 'masks', `${name}.png`), stored);
    const reference = await referenceOf(image, classes.length);
    if (args.overlays) await writeOverlay(join(out, 'overlays', `${name}.png`), image, reference);
    for (const [c, label] of classes.slice(1).entries()) {
      const mask = labels.map((value) => Number(value === c + 1));
      runs.push({
        imageId: classes.length === 2 ? name : `${name}:${label}`,
        runs: encodeRle(mask, { width, height }),
      });
      rows.push(rowOf(image, { label, mask, truth: reference?.map((value) => Number(value === c + 1)) }));
    }
  }
  writeRleCsv(join(out, 'masks.csv'), runs);
  writeCsv(join(out, 'images.csv'), Object.keys(rows[0] ?? { image_path: '' }), rows);
  const leftOut = [...dataset.skipped, ...data.cache.skipped.map((s) => s.reason)];
  for (const reason of leftOut) console.error(`left out: ${reason}`);
  const n = data.indices().length;
  if (args.json) console.log(JSON.stringify({ folder: out, n, threshold: rule, skipped: leftOut }));
  else console.log(`${out}: ${n} masks, masks.csv, images.csv${args.overlays ? ', overlays' : ''}`);
}

/** With their masks where the data has them; else images alone. */
function openImagesOf(
  run: Run,
  paths: readonly string[],
  options: { split?: string | undefined; skipBad: boolean },
): Dataset {
  const { data } = run.config;
  if (paths.length > 1 || data.masks === null) return openForPrediction(run, paths, options);
  return openForPrediction(run, paths, { ...options, open: (path) => openMasksIfAny(run, path, options.skipBad) });
}

/** The data of the run itself has masks; other data may come without. */
function openMasksIfAny(run: Run, path: string, skipBad: boolean): Dataset | null {
  const { data } = run.config;
  const same = path === data.path;
  try {
    return openMaskedRecord(path, data, { ...data.masks!, path: same ? data.masks!.path : null }, skipBad);
  } catch (error) {
    if (same || !/without a mask|no data set here/.test((error as Error).message)) throw error;
    return null;
  }
}

async function referenceOf({ sample, width, height }: SegmentedImage, classes: number): Promise<Uint8Array | null> {
  if (sample.mask === undefined) return null;
  return resizeLabels(await readMask(sample.mask, sample.file, classes), { width, height });
}

async function writeOverlay(
  path: string,
  { sample, labels, width, height }: SegmentedImage,
  reference: Uint8Array | null,
) {
  const image = await decodeImage(sample.file, { channels: 1, size: { width, height } });
  const outlines: Outline[] = [...(reference ? [{ labels: reference, dashed: true }] : []), { labels }];
  await writePng(path, drawContours(image, outlines));
}

function rowOf(
  { sample, width, height, score }: SegmentedImage,
  { label, mask, truth }: { label: string; mask: Uint8Array; truth: Uint8Array | undefined },
): Record<string, CsvCell> {
  const area = mask.reduce((sum, inside) => sum + inside, 0);
  const spacing = spacingOf(sample);
  const shape = [height, width];
  const counts = truth && overlap({ shape, data: truth }, { shape, data: mask });
  return {
    image_path: sample.imagePath,
    class: label,
    score,
    area_px: area,
    area_share: area / mask.length,
    area_mm2: spacing === null ? null : area * spacing[0] * spacing[1],
    reference_px: counts?.reference,
    dice: counts && dice(counts, POLICY),
    dice_policy: counts && POLICY,
  };
}
