import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type RleRow, readRleCsv } from '../../formats/index.ts';
import type { Dataset, OpenOptions, Sample } from '../dataset.ts';
import { openDataset, openImages } from '../open.ts';
import { isFolder, isImageName, listImages } from '../paths.ts';
import { Problems } from '../problems.ts';
import { hasRegion, type MaskSource } from './source.ts';

/** How masks are found and read. */
export interface MaskOptions {
  /** A folder of masks named as their images, or a run-length CSV; null: as the data set says, or in its `masks/` or `png_masks/`. */
  readonly path: string | null;
  /** Names of the values 1, 2, 3 …; empty: one region, named by the data. */
  readonly classes: readonly string[];
  /** Side of the square images that run lengths count in; null: of the images themselves. */
  readonly rleSize: number | null;
}

const FOLDERS = ['masks', 'png_masks'];

/**
 * Opens a data set whose every sample has its `mask`; its `label` becomes whether there is anything in it, as far as that is known. Labels of images are not needed; where there are two classes of them they stratify the split. A folder of
 * `images/` and `masks/` alone will do. @throws one line for an image without a mask, and for a mask without an image.
 */
export function openMaskedDataset(
  path: string,
  options: Pick<OpenOptions, 'label' | 'positive' | 'skipBad'> & { readonly masks: MaskOptions },
): Dataset {
  const { masks, skipBad = false, ...labels } = options;
  const plain = pairedFolders(path, masks) ?? openDataset(path, { ...labels, unlabelled: true, skipBad });
  const problems = new Problems();
  const sources = findSources(plain, masks, problems);
  const found = plain.samples.flatMap((sample) => {
    const source = sources.get(sample);
    if (source !== undefined) return [{ sample, source }];
    problems.add(
      sample.imagePath,
      'an image without a mask; add one (an empty one where there is nothing) or take it out',
    );
    return [];
  });
  problems.settle(skipBad);
  if (found.length === 0) throw new Error(`${path}: no image has a mask; ${problems.list[0]}`);

  const binary = plain.classes.length === 2;
  const samples = found.map(({ sample, source }): Sample => {
    const present = hasRegion(source) ?? (binary ? sample.label !== 0 : true);
    return { ...sample, label: Number(present), mask: source };
  });
  const classes = ['background', ...(masks.classes.length > 0 ? masks.classes : [regionName(plain)])];
  const hash = createHash('sha256').update(plain.hash).update(JSON.stringify(classes));
  for (const { source } of found)
    hash.update(source.kind === 'file' ? `${statSync(source.file).size}\n` : `${source.rows.map((r) => r.runs)}\n`);
  return {
    ...plain,
    samples,
    classes,
    hash: hash.digest('hex'),
    skipped: [...plain.skipped, ...problems.list],
  };
}

const regionName = ({ classes }: Dataset) => (classes.length === 2 && classes[1] !== '1' ? classes[1]! : 'region');

/** `images/` beside `masks/`, without a table but that of the run lengths. */
function pairedFolders(path: string, masks: MaskOptions): Dataset | null {
  if (!isFolder(path) || !isFolder(join(path, 'images'))) return null;
  const tables = readdirSync(path).filter((name) => name.toLowerCase().endsWith('.csv'));
  if (tables.some((name) => masks.path === null || resolve(path, name) !== resolve(masks.path))) return null;
  const root = realpathSync(path);
  const images = openImages([join(root, 'images')]);
  const samples = images.samples.map((s) => ({ ...s, imagePath: relative(root, s.file).replaceAll('\\', '/') }));
  return { ...images, name: basename(root), layout: 'images-and-masks', root, samples };
}

function findSources(dataset: Dataset, masks: MaskOptions, problems: Problems): Map<Sample, MaskSource> {
  const { samples, root } = dataset;
  if (masks.path === null) {
    const named = samples.flatMap((s): [Sample, MaskSource][] =>
      s.maskFile ? [[s, { kind: 'file', file: s.maskFile }]] : [],
    );
    const folder = FOLDERS.map((f) => join(root, f)).find(isFolder);
    if (named.length > 0 || folder === undefined) return new Map(named);
    return inFolder(samples, folder, problems);
  }
  const path = resolve(masks.path);
  if (isFolder(path)) return inFolder(samples, path, problems);
  return inRleCsv(samples, path, masks.rleSize, problems);
}

const stem = (path: string) => basename(path).replace(/\.[^.]+$/, '');

/** By the image's name, whatever the ending: masks of JPEGs are PNGs. */
function inFolder(samples: readonly Sample[], folder: string, problems: Problems): Map<Sample, MaskSource> {
  const files = new Map(
    listImages(folder)
      .filter(isImageName)
      .map((name) => [stem(name), join(folder, name)]),
  );
  const found = new Map<Sample, MaskSource>();
  for (const sample of samples) {
    const file = files.get(stem(sample.imagePath));
    if (file !== undefined) found.set(sample, { kind: 'file', file });
  }
  const names = new Set(samples.map((s) => stem(s.imagePath)));
  for (const [name, file] of files) if (!names.has(name)) problems.add(file, ORPHAN);
  return found;
}

const ORPHAN = 'a mask without an image; add the image or take the mask out';

function inRleCsv(
  samples: readonly Sample[],
  path: string,
  size: number | null,
  problems: Problems,
): Map<Sample, MaskSource> {
  const byId = new Map<string, RleRow[]>();
  for (const row of readRleCsv(path))
    byId.set(stemOfId(row.imageId), [...(byId.get(stemOfId(row.imageId)) ?? []), row]);
  const found = new Map<Sample, MaskSource>();
  const names = new Set(samples.map((s) => stem(s.imagePath)));
  for (const sample of samples) {
    const rows = byId.get(stem(sample.imagePath));
    if (rows !== undefined) found.set(sample, { kind: 'rle', file: path, rows, size });
  }
  for (const [id, rows] of byId) if (!names.has(id)) problems.add(`${path}:${rows[0]!.line}`, ORPHAN);
  return found;
}

/** DICOM identifiers have dots of their own, so only an image's ending is cut. */
const stemOfId = (id: string) => (isImageName(id) ? stem(id) : id);
