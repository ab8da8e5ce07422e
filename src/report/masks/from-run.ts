import { existsSync } from 'node:fs';
import { type Dataset, type LabelMask, readMask } from '../../data/index.ts';
import { decodeRleRows, type RleRow, readRleCsv } from '../../formats/index.ts';
import { describeMasks, type MaskedModel, type MaskedTest, PRIMARY, scoreMaskModel } from '../../study/index.ts';
import { type MaskRecord, type Run, readMaskRecord, runPaths } from '../../train/index.ts';
import { inspected } from '../inspected.ts';
import { runDataset } from '../run-cases.ts';
import { runConfiguration, trainingRecord } from '../run-record.ts';
import { CONFIDENCE } from '../scored-model.ts';
import { pictures } from '../thumbnails.ts';
import type { MaskReport, MaskReportModel, StatedDice } from './data.ts';
import { type CaseSource, galleryOf } from './gallery.ts';

export interface MaskReportOptions {
  /** Put small copies of images into the file. */
  readonly images: boolean;
  readonly people?: StatedDice | null | undefined;
  readonly replicates?: number | undefined;
}

/** A segmentation run's folder as a report, from what it marked in its test images. */
export async function reportOfMaskRun(run: Run, options: MaskReportOptions): Promise<MaskReport> {
  const { config, dir } = run;
  const { images, people = null, replicates = 2000 } = options;
  const record = readMaskRecord(run);
  const { dataset, warning } = runDataset(run);
  const { model: name, seed } = config.train;
  const own: MaskedModel = { name, runs: [{ source: dir, seed, cases: record.cases }] };
  const set = dataset?.name ?? config.data.path.split('/').at(-1)!;
  const test: MaskedTest = {
    source: `${set}, test`,
    regions: record.classes.slice(1),
    groupColumn: dataset?.samples.some((s) => s.patientId !== undefined) ? 'patient_id' : null,
    dataHash: config.data.hash,
  };
  const result = scoreMaskModel(own, test.regions, { seed, replicates, confidence: CONFIDENCE });
  const models: MaskReportModel[] = [
    {
      ...result,
      rule: record.rule,
      runs: [{ seed, dice: result.endpoints[PRIMARY].value, cases: record.cases }],
    },
  ];
  const training = trainingRecord(run, name);
  return {
    kind: 'run',
    title: `${name} on ${set}${test.regions.join() === 'region' ? '' : `: ${test.regions.join(', ')}`}`,
    source: dir,
    created: config.created,
    fovea: config.fovea,
    confidence: CONFIDENCE,
    test: describeMasks(test, own),
    models,
    training: [training],
    ...(dataset ? { data: await inspected(dataset, dir) } : {}),
    gallery: await galleryOf(models, runSource([{ run, record }], dataset), { images }),
    people,
    configuration: runConfiguration(config, training),
    warnings: warning ? [warning.replace('images, subgroups', 'images')] : [],
  };
}

/** Images and masks of the test cases of some runs: one for each model, all of the same images. */
export function runSource(
  runs: readonly { readonly run: Run; readonly record: MaskRecord }[],
  dataset: Dataset | null,
): CaseSource {
  const { cases, classes } = runs[0]!.record;
  const imagePaths = cases[0]!.map((c) => c.imagePath);
  const samples = new Map(dataset?.samples.map((s) => [s.imagePath, s]));
  const pictureOf = pictures({ imagePaths, files: null }, dataset);
  const marked = runs.map(({ run }) => maskRows(runPaths(run.dir).masks));
  return {
    picture: (i) => pictureOf(imagePaths[i]!),
    async reference(i) {
      const sample = samples.get(imagePaths[i]!);
      return sample?.mask === undefined ? null : readMask(sample.mask, sample.file, classes.length);
    },
    async marked(m, i) {
      const { sizes } = runs[m]!.record;
      const rows = marked[m]!.get(imagePaths[i]!);
      return rows === undefined ? null : rowsAsMask(runPaths(runs[m]!.run.dir).masks, rows, sizes[i]!);
    },
  };
}

/** The rows of each image, whatever its classes of region. */
function maskRows(path: string): Map<string, RleRow[]> {
  const byImage = new Map<string, RleRow[]>();
  if (!existsSync(path)) return byImage;
  for (const row of readRleCsv(path)) {
    // an image's name of several classes has the class behind it
    for (const id of new Set([row.imageId, row.imageId.replace(/:[^:/\\]*$/, '')])) {
      byImage.set(id, [...(byImage.get(id) ?? []), row]);
    }
  }
  return byImage;
}

const rowsAsMask = (path: string, rows: readonly RleRow[], size: { width: number; height: number }): LabelMask => ({
  ...size,
  data: decodeRleRows(path, rows, size),
});
