import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { assemble, hashOf } from './assemble.ts';
import type { Dataset, OpenOptions } from './dataset.ts';
import { LAYOUTS, UNLABELLED_LAYOUTS } from './layouts/index.ts';
import type { Place } from './layouts/layout.ts';
import { byName, isImageName, listFolders, listImages } from './paths.ts';
import { splitNamed } from './splitNames.ts';

/**
 * Open a data set: a folder (its layout is recognised), a CSV, or a file that holds images. Throws one line naming the file, the row and the reason for
 * whatever is wrong with it; `skipBad` leaves bad rows out instead.
 */
export function openDataset(path: string, given: OpenOptions = {}): Dataset {
  const options = given.ignoreLabels ? { ...given, unlabelled: true } : given;
  const place = placeAt(path);
  const layout = (options.ignoreLabels ? UNLABELLED_LAYOUTS : LAYOUTS).find((l) => l.recognises(place));
  if (layout === undefined) {
    if (options.ignoreLabels) throw new Error(`${path}: no images here (png, jpeg, tiff or webp), nor a data set`);
    throw new Error(
      `${path}: no data set here; expected a CSV, or one folder of images for each class, or a packed set (docs/data.md)`,
    );
  }
  const raw = layout.read(place, options);
  if (raw.rows.length === 0) throw new Error(`${path}: no images (${layout.name} layout)`);
  return assemble({
    name: place.files.length === 1 && !statSync(path).isDirectory() ? basename(path) : basename(place.root),
    layout: layout.name,
    root: place.root,
    raw,
    options,
  });
}

/** Images alone, for prediction: files, and folders searched through. Every label is -1; `imagePath` is as given. */
export function openImages(paths: readonly string[]): Dataset {
  const given = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new Error(`${path}: no such file or folder`);
    if (stat.isDirectory()) return listImages(path).map((image) => join(path, image));
    if (!isImageName(basename(path))) throw new Error(`${path}: not an image (png, jpeg, tiff or webp)`);
    return [path];
  });
  if (given.length === 0) throw new Error(`${paths.join(', ')}: no images (png, jpeg, tiff or webp)`);
  const byFile = new Map(given.map((path) => [resolve(path), path]));
  const samples = [...byFile].map(([file, imagePath], i) => ({
    imagePath,
    file,
    label: -1,
    attributes: {},
    row: i + 1,
  }));
  const repeated = given.length - byFile.size;
  return {
    name: basename(resolve(paths[0]!)),
    layout: 'images',
    root: process.cwd(),
    classes: [],
    samples,
    hash: hashOf(samples, [], (s) => statSync(s.file).size),
    warnings: repeated === 0 ? [] : [`${repeated} images were named twice and are taken once`],
    skipped: [],
  };
}

/** The folder to read, or the CSV and its folder; a folder that only wraps another (as unpacked archives do) is seen through. */
function placeAt(path: string): Place {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`${path}: no such file or folder`);
  if (stat.isFile()) {
    if (!isDatasetFile(path)) throw new Error(`${path}: not a data set; expected a folder, a CSV, .npz, .tar or .bin`);
    const root = realpathSync(dirname(path));
    if (!isCsv(path)) return { root, files: [basename(path)] };
    return { root, files: filesOf(root), csv: basename(path) };
  }
  const root = realpathSync(path);
  const files = filesOf(root);
  const [only, ...others] = listFolders(root);
  const wraps = only !== undefined && others.length === 0 && files.length === 0 && splitNamed(only) === undefined;
  const inner = wraps ? placeAt(join(root, only)) : undefined;
  return inner !== undefined &&
    (inner.files.some((f) => isDatasetFile(f) || f.includes('idx3-ubyte')) || listFolders(inner.root).length > 0)
    ? inner
    : { root, files };
}

/** Whether a file can be a data set by itself: a table of images, or a file that holds them. */
export const isDatasetFile = (path: string) => /\.(csv|npz|tar|bin)$/i.test(path);

const isCsv = (name: string) => name.toLowerCase().endsWith('.csv');

const filesOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((e) => !e.isDirectory() && !e.name.startsWith('.'))
    .map((e) => e.name)
    .sort(byName);
