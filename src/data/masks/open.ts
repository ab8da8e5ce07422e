import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { Dataset, OpenOptions, Sample } from '../dataset.ts';
import { openDataset, openImages } from '../open.ts';
import { isFolder } from '../paths.ts';
import { Problems } from '../problems.ts';
import { findSources, type MaskLayer } from './find.ts';
import { MAX_OVERLAPPING } from './regions.ts';
import { filesOf, hasRegion, type MaskSource } from './source.ts';

/** How masks are found and read. */
export interface MaskOptions {
  /** A folder of masks named as their images, or a run-length CSV; null: as the data set says, or in its `masks/` or `png_masks/`. */
  readonly path: string | null;
  /** Names of the values 1, 2, 3 …; empty: one region, named by the data. */
  readonly classes: readonly string[];
  /** Side of the square images that run lengths count in; null: of the images themselves. */
  readonly rleSize: number | null;
  /** Regions that may overlap, each with its own folder or run-length CSV; takes the place of `path`. */
  readonly layers?: readonly MaskLayer[] | undefined;
}

/**
 * Opens a data set whose every sample has its `mask`; its `label` becomes whether there is anything in it, as far as that is known. Labels
 * of images are not needed; where there are two classes of them they stratify the split. A folder of `images/` and `masks/` alone will do. @throws one line for an image without a mask, and for a mask without an image.
 */
export function openMaskedDataset(
  path: string,
  options: Pick<OpenOptions, 'label' | 'positive' | 'skipBad'> & { readonly masks: MaskOptions },
): Dataset {
  const { masks, skipBad = false, ...labels } = options;
  const plain = pairedFolders(path, masks) ?? openDataset(path, { ...labels, unlabelled: true, skipBad });
  const problems = new Problems();
  const { sources, regions, reasons } = findSources(plain, masks, problems);
  const found = plain.samples.flatMap((sample) => {
    const source = sources.get(sample);
    if (source !== undefined) return [{ sample, source }];
    problems.add(sample.imagePath, reasons?.get(sample) ?? NO_MASK);
    return [];
  });
  problems.settle(skipBad);
  if (found.length === 0) throw new Error(`${path}: no image has a mask; ${problems.list[0]}`);

  const binary = plain.classes.length === 2;
  const samples = found.map(({ sample, source }): Sample => {
    const present = hasRegion(source) ?? (binary ? sample.label !== 0 : true);
    return { ...sample, label: Number(present), mask: source };
  });
  const classes = ['background', ...(regions ?? (masks.classes.length > 0 ? masks.classes : [regionName(plain)]))];
  if (regions !== null && regions.length > MAX_OVERLAPPING)
    throw new Error(
      `${path}: masks of ${regions.length} regions that may overlap; at most ${MAX_OVERLAPPING} are read`,
    );
  const hash = createHash('sha256').update(plain.hash).update(JSON.stringify(classes));
  for (const { source } of found) hash.update(`${fingerprint(source)}\n`);
  return {
    ...plain,
    samples,
    classes,
    overlapping: regions !== null,
    hash: hash.digest('hex'),
    skipped: [...plain.skipped, ...problems.list],
  };
}

const NO_MASK = 'an image without a mask; add one (an empty one where there is nothing) or take it out';

/** What of a mask is known without decoding it. */
const fingerprint = (source: MaskSource): string =>
  source.kind === 'rle'
    ? String(source.rows.map((r) => r.runs))
    : filesOf(source)
        .map((file) => statSync(file).size)
        .join();

const regionName = ({ classes }: Dataset) => (classes.length === 2 && classes[1] !== '1' ? classes[1]! : 'region');

/** `images/` beside `masks/`, without a table but that of the run lengths. */
function pairedFolders(path: string, masks: MaskOptions): Dataset | null {
  if (!isFolder(path) || !isFolder(join(path, 'images'))) return null;
  const tables = readdirSync(path).filter((name) => name.toLowerCase().endsWith('.csv'));
  const ofMasks = [masks.path ?? [], masks.layers?.map((layer) => layer.path) ?? []]
    .flat()
    .map((file) => resolve(file));
  if (tables.some((name) => !ofMasks.includes(resolve(path, name)))) return null;
  const root = realpathSync(path);
  const images = openImages([join(root, 'images')]);
  const samples = images.samples.map((s) => ({ ...s, imagePath: relative(root, s.file).replaceAll('\\', '/') }));
  return { ...images, name: basename(root), layout: 'images-and-masks', root, samples };
}
