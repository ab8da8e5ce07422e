import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldsByPatient, readMask, regionOf, type Sample } from '../data/index.ts';
import { type CsvCell, type RleRow, writeCsv, writeFileAtomic, writeRleCsv } from '../formats/index.ts';
import { dice, overlap } from '../metrics/index.ts';
import { type Estimate, evaluatePerCase } from '../stats/index.ts';
import {
  type BeginOptions,
  beginRun,
  type CachedData,
  cacheMasked,
  compareWithMask,
  type Event,
  evaluateMasks,
  frozenMaskRule,
  type MaskCase,
  type MaskEvaluation,
  openMaskPredictor,
  openRun,
  openRunData,
  type Run,
  runLengths,
  segmentImages,
  spawnTraining,
} from '../train/index.ts';
import { doneEvent } from './train-study.ts';

/** What the models of k folds reach together, each on the patients that it did not learn from. */
export interface CrossValidation {
  readonly folds: number;
  /** By region. */
  readonly classes: Readonly<Record<string, FoldedEvaluation>>;
  readonly skipped: readonly string[];
}

export interface FoldedEvaluation extends MaskEvaluation {
  /** Dice of the images with the region for the mean of the training masks, where it reaches ½: one mask for all images of a fold. */
  readonly meanShape: Estimate;
  /** Mean Dice of the images with the region, fold by fold. */
  readonly byFold: readonly (number | null)[];
}

export type FoldOptions = Omit<BeginOptions, 'dir' | 'split'> & { readonly out: string; readonly folds: number };

const foldDir = (out: string, fold: number) => join(out, `fold-${fold + 1}`);

/** The runs of a cross-validation in their order; none where the folder holds no cross-validation. */
export function foldRuns(out: string): string[] {
  if (!existsSync(out)) return [];
  const count = readdirSync(out).filter((name) => /^fold-\d+$/.test(name)).length;
  return Array.from({ length: count }, (_, fold) => foldDir(out, fold));
}

/** Makes the run of every fold, by patient and seed; nothing is trained. Returns warnings, each once. */
export function beginFolds({ out, folds, ...options }: FoldOptions): string[] {
  if (foldRuns(out).length > 0)
    throw new Error(
      `${out}: holds a cross-validation already; go on with it by --resume ${out}, or choose another --out`,
    );
  if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out}: is not empty; choose another --out`);
  const { splitSeed, seed } = options.config;
  const warnings = Array.from({ length: folds }, (_, fold) => {
    const split: BeginOptions['split'] = (dataset) =>
      foldsByPatient(dataset, { folds, seed: splitSeed ?? seed })[fold]!;
    return beginRun({ ...options, dir: foldDir(out, fold), split }).warnings;
  });
  return [...new Set(warnings.flat())];
}

export interface FoldProgress {
  readonly onFold?: ((fold: number, of: number, state: 'trains' | 'done before') => void) | undefined;
  readonly onEvent?: ((event: Event, fold: number) => void) | undefined;
}

/** Trains the folds that are not trained yet, one after the other. `stopped` where one was interrupted: the same call goes on. */
export async function trainFolds(out: string, { onFold, onEvent }: FoldProgress = {}): Promise<'done' | 'stopped'> {
  const dirs = foldRuns(out);
  for (const [fold, dir] of dirs.entries()) {
    const done = doneEvent(dir) !== null;
    onFold?.(fold, dirs.length, done ? 'done before' : 'trains');
    if (done) continue;
    const outcome = await spawnTraining(dir, { resume: true, onEvent: (event) => onEvent?.(event, fold) });
    if (outcome === 'stopped') return 'stopped';
  }
  return 'done';
}

interface FoldCase {
  readonly fold: number;
  readonly sample: Sample;
  /** One for each region. */
  readonly regions: readonly { readonly found: MaskCase; readonly shape: number | null }[];
  readonly runs: readonly Pick<RleRow, 'imageId' | 'runs'>[];
}

/** Each image by the model of the fold that held it out, all together: intervals by patient. Writes `metrics.json`, `images.csv` and `masks.csv`. */
export async function evaluateFolds(out: string, options: { replicates?: number } = {}): Promise<CrossValidation> {
  const runs = foldRuns(out).map(openRun);
  const { classes } = runs[0]!.config.data;
  const { seed } = runs[0]!.config.train;
  const skipped = new Set<string>();
  const cases: FoldCase[] = [];
  for (const [fold, run] of runs.entries()) cases.push(...(await testFold(run, fold, skipped)));
  const patients = cases.map((c) => c.regions[0]!.found.patient);
  const evaluated = classes.slice(1).map((name, r): [string, FoldedEvaluation] => {
    const found = cases.map((c) => c.regions[r]!.found);
    const shapes = cases.map((c) => c.regions[r]!.shape);
    const byFold = runs.map((_, fold) =>
      mean(cases.filter((c) => c.fold === fold).map((c) => dice(c.regions[r]!.found.counts, POLICY))),
    );
    const meanShape = { ...evaluatePerCase(shapes, { seed, ...options, patients }).mean, baseline: 0 };
    return [name, { ...evaluateMasks(found, { seed, ...options }), meanShape, byFold }];
  });
  const result = { folds: runs.length, classes: Object.fromEntries(evaluated), skipped: [...skipped] };
  writeImages(join(out, 'images.csv'), cases, classes);
  writeRleCsv(
    join(out, 'masks.csv'),
    cases.flatMap((c) => c.runs),
  );
  writeFileAtomic(join(out, 'metrics.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

const POLICY = 'skip empty reference';

async function testFold(run: Run, fold: number, skipped: Set<string>): Promise<FoldCase[]> {
  const { train: config, data: record } = run.config;
  const { classes, skipBad } = record;
  const dataset = openRunData(run);
  using data = await cacheMasked(dataset.samples, { config, skipBad, classes: classes.length });
  for (const reason of [...dataset.skipped, ...data.cache.skipped.map((s) => s.reason)]) skipped.add(reason);
  using predictor = openMaskPredictor(run);
  const shapes = meanShapes(data, classes.length - 1, predictor.overlapping);
  const cases: FoldCase[] = [];
  for await (const image of segmentImages(predictor, frozenMaskRule(run), data, data.indices('test'))) {
    const found = await compareWithMask(image, classes);
    const reference = await readMask(image.sample.mask!, image.sample.file, classes.length);
    const regions = found.map((own, r) => ({
      found: own,
      shape: shapeDice(shapes[r]!, reference, r, predictor.overlapping),
    }));
    cases.push({ fold, sample: image.sample, regions, runs: runLengths(image, classes) });
  }
  return cases;
}

interface Square {
  readonly side: number;
  readonly data: Uint8Array;
}

/** Of each region where at least half of the training masks have it. */
function meanShapes({ masks, indices }: CachedData, regions: number, overlapping: boolean): Square[] {
  const { size: side } = masks!;
  const train = indices('train');
  const counts = Array.from({ length: regions }, () => new Uint32Array(side * side));
  const mask = new Uint8Array(side * side);
  for (const i of train) {
    masks!.read([i], mask);
    for (const [r, count] of counts.entries()) {
      const own = regionOf(mask, r, overlapping);
      for (let p = 0; p < own.length; p++) count[p]! += own[p]!;
    }
  }
  return counts.map((count) => ({ side, data: Uint8Array.from(count, (n) => Number(2 * n >= train.length)) }));
}

/** Dice of a shape, brought to the size of a mask; null where the mask is empty. */
function shapeDice(
  { side, data }: Square,
  reference: { width: number; height: number; data: Uint8Array },
  region: number,
  overlapping: boolean,
): number | null {
  const { width, height } = reference;
  const shape = [height, width];
  const marked = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return data[Math.floor(((y + 0.5) * side) / height) * side + Math.floor(((x + 0.5) * side) / width)]!;
  });
  const truth = regionOf(reference.data, region, overlapping);
  return dice(overlap({ shape, data: truth }, { shape, data: marked }), POLICY);
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((v) => v !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

function writeImages(path: string, cases: readonly FoldCase[], classes: readonly string[]): void {
  const rows = cases.flatMap(({ fold, sample, regions }) =>
    regions.map(({ found, shape }, r): Record<string, CsvCell> => {
      const { reference, predicted } = found.counts;
      return {
        ...{ image_path: sample.imagePath, patient_id: sample.patientId ?? '', fold: fold + 1, class: classes[r + 1]! },
        ...{ score: found.score, reference_px: reference, predicted_px: predicted },
        ...{ dice: dice(found.counts, POLICY), dice_policy: POLICY, mean_shape_dice: shape, hd95: found.hd95 },
      };
    }),
  );
  writeCsv(path, Object.keys(rows[0] ?? { image_path: '' }), rows);
}
