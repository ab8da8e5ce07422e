import { existsSync, readFileSync } from 'node:fs';
import { regionOf } from '../../data/index.ts';
import { encodeRle, writeFileAtomic, writeRleCsv } from '../../formats/index.ts';
import { type Run, runPaths } from '../run.ts';
import { compareWithMask, type MaskCase } from './cases.ts';
import type { MaskRule } from './operating-point.ts';
import type { SegmentedImage } from './segment.ts';

/** What a run marked in its test images, measured: all that a comparison or a report needs, without the engine. */
export interface MaskRecord {
  readonly format: 1;
  /** Background first. */
  readonly classes: readonly string[];
  readonly rule: MaskRule;
  /** Of each class of region. [classes − 1][images] */
  readonly cases: readonly (readonly MaskCase[])[];
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

/** Gathers segmented images one by one; no mask is held longer than it takes to measure it and write down its runs. */
export class MaskRecorder {
  readonly #classes: readonly string[];
  readonly #cases: MaskCase[][];
  readonly #sizes: { width: number; height: number }[] = [];
  readonly #runs: ReturnType<typeof runLengths> = [];

  constructor(classes: readonly string[]) {
    this.#classes = classes;
    this.#cases = classes.slice(1).map(() => []);
  }

  async add(image: SegmentedImage): Promise<void> {
    const measured = await compareWithMask(image, this.#classes);
    for (const [c, own] of measured.entries()) this.#cases[c]!.push(own);
    this.#sizes.push({ width: image.width, height: image.height });
    this.#runs.push(...runLengths(image, this.#classes));
  }

  /** [classes − 1][images] */
  get cases(): readonly (readonly MaskCase[])[] {
    return this.#cases;
  }

  /** Into the run's folder: `masks.csv`, run lengths by image, and `masks.json`. */
  write(dir: string, rule: MaskRule): void {
    const { masks, maskRecord } = runPaths(dir);
    const record: MaskRecord = { format: 1, classes: this.#classes, rule, cases: this.#cases, sizes: this.#sizes };
    writeRleCsv(masks, this.#runs);
    writeFileAtomic(maskRecord, `${JSON.stringify(record)}\n`);
  }
}

/** The mask of each region of an image, by the image's path, and by the region's name where there are several. */
export function runLengths(
  { sample, width, height, labels, overlapping }: SegmentedImage,
  classes: readonly string[],
): { imageId: string; runs: string }[] {
  return classes.slice(1).map((name, c) => ({
    imageId: classes.length === 2 ? sample.imagePath : `${sample.imagePath}:${name}`,
    runs: encodeRle(regionOf(labels, c, overlapping), { width, height }),
  }));
}

/** The record of a run's test images. @throws one line where there is none. */
export function readMaskRecord({ dir }: Pick<Run, 'dir'>): MaskRecord {
  const path = runPaths(dir).maskRecord;
  if (!existsSync(path))
    throw new Error(`${dir}: its test masks were not measured yet; do it with: fovea evaluate ${dir}`);
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as MaskRecord;
    if (record.format === 1) return record;
  } catch {}
  throw new Error(`${path}: cannot be read; make it anew with: fovea evaluate ${dir}`);
}
