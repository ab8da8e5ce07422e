import { basename, join, resolve } from 'node:path';
import { type RleRow, readRleCsv } from '../../formats/index.ts';
import type { Dataset, Sample } from '../dataset.ts';
import { isFolder, isImageName, listFolders, listImages } from '../paths.ts';
import type { Problems } from '../problems.ts';
import { splitNamed } from '../splitNames.ts';
import type { MaskOptions } from './open.ts';
import type { MaskSource, OneMask } from './source.ts';

/** A region that may overlap others, and where its masks are: a folder, or a run-length CSV. */
export interface MaskLayer {
  readonly name: string;
  readonly path: string;
}

export interface FoundMasks {
  readonly sources: ReadonlyMap<Sample, MaskSource>;
  /** Why an image has none, where there is more to say than that. */
  readonly reasons?: ReadonlyMap<Sample, string>;
  /** Names of regions that may overlap; null where a mask holds classes. */
  readonly regions: readonly string[] | null;
}

const FOLDERS = ['masks', 'png_masks'];

/** The mask of every image that has one. What has no counterpart is added to `problems`. */
export function findSources(dataset: Dataset, masks: MaskOptions, problems: Problems): FoundMasks {
  const { samples, root } = dataset;
  if (masks.layers !== undefined && masks.layers.length > 0) return inLayers(samples, masks.layers, masks, problems);
  if (masks.path === null) {
    const named = samples.flatMap((s): [Sample, MaskSource][] =>
      s.maskFile ? [[s, { kind: 'file', file: s.maskFile }]] : [],
    );
    const folder = FOLDERS.map((f) => join(root, f)).find(isFolder);
    if (named.length > 0 || folder === undefined) return { sources: new Map(named), regions: null };
    return inMaskFolder(samples, folder, masks, problems);
  }
  const path = resolve(masks.path);
  if (isFolder(path)) return inMaskFolder(samples, path, masks, problems);
  return { sources: inRleCsv(samples, path, { size: masks.rleSize, problems }), regions: null };
}

/** A folder of masks, or of folders, one for each region. */
function inMaskFolder(samples: readonly Sample[], folder: string, masks: MaskOptions, problems: Problems): FoundMasks {
  const regions = regionFolders(folder, masks.classes);
  if (regions === null) return { sources: inFolder(samples, folder, problems), regions: null };
  const layers = regions.map((name) => ({ name, path: join(folder, name) }));
  return inLayers(samples, layers, masks, problems);
}

/**
 * Folders of one region each, told from masks that merely lie in folders (of splits, of patients) by this: none lies beside the folders, and an
 * image's name comes back in several of them, or they are called what `--mask-classes` names.
 */
function regionFolders(folder: string, named: readonly string[]): readonly string[] | null {
  const folders = listFolders(folder);
  if (named.length > 1 && named.every((name) => folders.includes(name))) return named;
  const names = listImages(folder);
  if (folders.length < 2 || names.some((name) => !name.includes('/'))) return null;
  if (folders.some((name) => splitNamed(name) !== undefined)) return null;
  const rest = names.map((name) => stem(name.slice(name.indexOf('/') + 1)));
  return new Set(rest).size < rest.length ? folders : null;
}

/** One mask for each region; an image that lacks one is told by the region. */
function inLayers(
  samples: readonly Sample[],
  layers: readonly MaskLayer[],
  { rleSize }: Pick<MaskOptions, 'rleSize'>,
  problems: Problems,
): FoundMasks {
  const each = layers.map(({ path }) => {
    const at = resolve(path);
    return isFolder(at) ? inFolder(samples, at, problems) : inRleCsv(samples, at, { size: rleSize, problems });
  });
  const sources = new Map<Sample, MaskSource>();
  const reasons = new Map<Sample, string>();
  for (const sample of samples) {
    const own = each.map((found) => found.get(sample));
    const absent = layers.filter((_, r) => own[r] === undefined).map(({ name }) => name);
    if (absent.length === 0) {
      sources.set(sample, { kind: 'layers', file: own[0]!.file, layers: own as OneMask[] });
    } else if (absent.length < layers.length) {
      const reason = `has no mask of ${absent.join(', ')}, but one of another region; add it (an empty one where there is nothing)`;
      reasons.set(sample, reason);
    }
  }
  return { sources, reasons, regions: layers.map(({ name }) => name) };
}

const stem = (path: string) => basename(path).replace(/\.[^.]+$/, '');

/** By the image's name, whatever the ending: masks of JPEGs are PNGs. */
function inFolder(samples: readonly Sample[], folder: string, problems: Problems): Map<Sample, OneMask> {
  const files = new Map(
    listImages(folder)
      .filter(isImageName)
      .map((name) => [stem(name), join(folder, name)]),
  );
  const found = new Map<Sample, OneMask>();
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
  { size, problems }: { size: number | null; problems: Problems },
): Map<Sample, OneMask> {
  const byId = new Map<string, RleRow[]>();
  for (const row of readRleCsv(path))
    byId.set(stemOfId(row.imageId), [...(byId.get(stemOfId(row.imageId)) ?? []), row]);
  const found = new Map<Sample, OneMask>();
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
