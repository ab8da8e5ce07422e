import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Packed } from './container.ts';
import type { Dataset, OpenOptions, Sample } from './dataset.ts';
import { type LabelCoder, labelCoder, some } from './labels.ts';
import type { RawDataset, RawRow } from './layouts/layout.ts';
import { isFile, type Located, locate } from './paths.ts';
import { Problems } from './problems.ts';
import { splitNamed } from './splitNames.ts';

export interface AssembleInput {
  readonly name: string;
  readonly layout: string;
  readonly root: string;
  readonly raw: RawDataset;
  readonly options: OpenOptions;
}

/** What every layout shares: find the files, code the labels, refuse what is wrong with a row. */
export function assemble({ name, layout, root, raw: found, options }: AssembleInput): Dataset {
  const raw = options.ignoreLabels ? withoutLabels(found) : found;
  const problems = new Problems();
  const warnings = [...raw.warnings];
  const coder = coderFor(raw, options);
  const seen = new Map<string, RawRow>();
  const sizes = new Map<Sample, number>();
  const samples: Sample[] = [];

  for (const row of raw.rows) {
    const read = readRow({ row, root, raw, coder, unlabelled: options.unlabelled ?? false });
    if ('reason' in read) {
      problems.add(row.where, read.reason);
      continue;
    }
    const { file, packed } = read.sample;
    const place = packed === undefined ? file : `${file}\0${packed.index}\0${packed.container.names[packed.index]}`;
    const twin = seen.get(place);
    if (twin !== undefined) {
      const conflict =
        (twin.label ?? '') === (row.label ?? '') ? '' : ` with another label ('${twin.label}', here '${row.label}')`;
      problems.add(row.where, `'${row.imagePath}' is already in ${twin.where}${conflict}; keep one row for each image`);
      continue;
    }
    seen.set(place, row);
    samples.push(read.sample);
    sizes.set(read.sample, read.size);
  }
  problems.settle(options.skipBad ?? false);
  if (samples.length === 0) throw new Error(`${root}: no usable image; ${problems.list[0]}`);
  if (options.classes === undefined && !options.unlabelled) refuseOneClass(root, coder.classes, samples);

  const classes = coder.classes;
  const hash = hashOf(samples, classes, (s) => sizes.get(s)!);
  return { name, layout, root, classes, samples, hash, warnings, skipped: problems.list };
}

const withoutLabels = ({ classes: _, ...raw }: RawDataset): RawDataset => ({
  ...raw,
  rows: raw.rows.map((row) => ({ ...row, label: undefined })),
});

function coderFor(raw: RawDataset, options: OpenOptions): LabelCoder {
  const texts = raw.rows.map((r) => r.label ?? '').filter((t) => t.trim() !== '');
  if (texts.length === 0 && options.classes === undefined && raw.classes === undefined)
    return labelCoder([], { subject: '', classes: [] });
  return labelCoder(texts, {
    subject: raw.subject,
    positive: options.positive,
    classes: options.classes ?? raw.classes,
  });
}

interface RowInput {
  readonly row: RawRow;
  readonly root: string;
  readonly raw: RawDataset;
  readonly coder: LabelCoder;
  readonly unlabelled: boolean;
}

function readRow({
  row,
  root,
  raw,
  coder,
  unlabelled,
}: RowInput): { sample: Sample; size: number } | { reason: string } {
  if (row.imagePath === '') return { reason: 'an empty image path' };
  const image = row.packed === undefined ? locate(root, raw.imageFolders, row.imagePath) : placeOf(row.packed);
  if ('reason' in image) return image;
  if (image.size === 0) return { reason: `'${row.imagePath}' is an empty file` };

  const text = row.label?.trim() ?? '';
  const label = text === '' ? -1 : coder.code(text);
  if (label === undefined) return { reason: `unknown label '${text}'; the classes are ${some(coder.classes)}` };
  if (label === -1 && !unlabelled) return { reason: 'an empty label; fill it in or take the row out' };

  const splitText = row.split?.trim() ?? '';
  const split = splitNamed(splitText);
  if (splitText !== '' && split === undefined)
    return { reason: `unknown split '${splitText}'; use train, val or test` };

  const mask = maskOf(root, raw, row);
  if (mask !== undefined && 'reason' in mask) return mask;

  const sample: Sample = {
    imagePath: row.imagePath,
    file: image.file,
    ...(row.packed ? { packed: row.packed } : {}),
    label,
    ...(row.patientId ? { patientId: row.patientId } : {}),
    ...(split ? { split } : {}),
    ...(mask ? { maskFile: mask.file } : {}),
    attributes: row.attributes,
    row: row.row,
  };
  return { sample, size: image.size };
}

const placeOf = ({ container, index }: Packed): Located => ({ file: container.file, size: container.size(index) });

/** A mask that the row names must be there; one of the image's own name in a mask folder is taken where it is. */
function maskOf(root: string, raw: RawDataset, row: RawRow): { file: string } | { reason: string } | undefined {
  if (row.maskPath) {
    const mask = locate(root, ['', ...raw.maskFolders], row.maskPath);
    return 'reason' in mask ? { reason: `mask: ${mask.reason}` } : mask;
  }
  const folder = raw.maskFolders.find((f) => isFile(join(root, f, row.imagePath)));
  if (folder === undefined) return undefined;
  const mask = locate(root, [folder], row.imagePath);
  return 'reason' in mask ? { reason: `mask: ${mask.reason}` } : mask;
}

function refuseOneClass(root: string, classes: readonly string[], samples: readonly Sample[]): void {
  const present = new Set(samples.map((s) => s.label));
  if (present.size > 1) return;
  const only = classes[samples[0]!.label];
  throw new Error(`${root}: all ${samples.length} images are '${only}'; learning needs at least two classes`);
}

/** See `Dataset.hash`. */
export function hashOf(samples: readonly Sample[], classes: readonly string[], size: (s: Sample) => number): string {
  const hash = createHash('sha256').update(JSON.stringify(classes));
  for (const s of samples) {
    hash.update(JSON.stringify([s.imagePath, size(s), s.label, s.patientId ?? null, s.split ?? null]));
  }
  return hash.digest('hex');
}
