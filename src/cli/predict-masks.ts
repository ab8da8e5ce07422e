import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, readMask, regionOf, resizeLabels } from '../data/index.ts';
import { type CsvCell, encodeRle, writeCsv, writeRleCsv } from '../formats/index.ts';
import { dice, overlap } from '../metrics/index.ts';
import {
  cacheImages,
  frozenMaskRule,
  masksFor,
  openMaskedRecord,
  openMaskPredictor,
  type Run,
  type SegmentedImage,
  segmentImages,
  spacingOf,
} from '../train/index.ts';
import { fileNames } from './file-names.ts';
import { type JudgedMask, writeContactSheet, writeMasks, writeOverlay } from './mask-pictures.ts';
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
  using data = await cacheImages(dataset.samples, { config: run.config.train, skipBad });
  using predictor = openMaskPredictor(run, args.device ? { device: args.device } : {});
  const { classes, overlapping } = predictor;
  const regions = classes.slice(1);
  const folders = overlapping ? regions.map((region) => join('masks', region)) : ['masks'];
  for (const part of [...folders, ...(args.overlays ? ['overlays'] : [])])
    mkdirSync(join(out, part), { recursive: true });
  const names = fileNames(dataset.samples);
  const rows: Record<string, CsvCell>[] = [];
  const runs: { imageId: string; runs: string }[] = [];
  const judged: JudgedMask[] = [];
  for await (const image of segmentImages(predictor, rule, data, data.indices())) {
    const { sample, width, height, labels } = image;
    const name = names.get(sample)!;
    const reference = await referenceOf(image, classes.length);
    await writeMasks(join(out, 'masks'), name, image, regions);
    if (args.overlays) await writeOverlay(join(out, 'overlays', `${name}.png`), image, reference, regions.length);
    for (const [r, label] of regions.entries()) {
      const mask = regionOf(labels, r, overlapping);
      const truth = reference === null ? null : regionOf(reference, r, overlapping);
      const own = {
        imageId: regions.length === 1 ? name : `${name}:${label}`,
        runs: encodeRle(mask, { width, height }),
      };
      const row = rowOf(image, { label, mask, truth, score: image.scores[r]! });
      runs.push(own);
      rows.push(row);
      if (truth === null || typeof row.dice !== 'number') continue;
      const size = { width, height };
      judged.push({
        sample,
        name: own.imageId,
        dice: row.dice,
        ...size,
        runs: own.runs,
        truth: encodeRle(truth, size),
      });
    }
  }
  writeRleCsv(join(out, 'masks.csv'), runs);
  writeCsv(join(out, 'images.csv'), Object.keys(rows[0] ?? { image_path: '' }), rows);
  if (args['contact-sheet'] && judged.length > 0) await writeContactSheet(join(out, 'contact-sheet.png'), judged);
  if (args['contact-sheet'] && judged.length === 0)
    console.error('note: no contact sheet: no image has a reference mask with a region');
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
    return openMaskedRecord(path, data, masksFor(run, path), skipBad);
  } catch (error) {
    if (same || !/without a mask|no data set here/.test((error as Error).message)) throw error;
    return null;
  }
}

async function referenceOf({ sample, width, height }: SegmentedImage, classes: number): Promise<Uint8Array | null> {
  if (sample.mask === undefined) return null;
  return resizeLabels(await readMask(sample.mask, sample.file, classes), { width, height });
}

function rowOf(
  { sample, width, height }: SegmentedImage,
  { label, mask, truth, score }: { label: string; mask: Uint8Array; truth: Uint8Array | null; score: number },
): Record<string, CsvCell> {
  const area = mask.reduce((sum, inside) => sum + inside, 0);
  const left = mask.reduce((sum, inside, i) => sum + (i % width < width / 2 ? inside : 0), 0);
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
    // of the picture: the patient's right lies on its left
    image_side: area === 0 ? null : 2 * left >= area ? 'left' : 'right',
    left_share: area === 0 ? null : left / area,
    reference_px: counts?.reference,
    dice: counts && dice(counts, POLICY),
    dice_policy: counts && POLICY,
  };
}
