import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** What `sharp` decodes and chest X-ray sets use. */
const IMAGE = /\.(png|jpe?g|tiff?|webp)$/i;

export const isImageName = (name: string) => IMAGE.test(name) && !name.startsWith('.');

/** Names in any order become names in one order, on every file system and in every locale. */
export const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Every image below `folder`, as sorted paths relative to it with `/`. Hidden folders are left alone. */
export function listImages(folder: string): string[] {
  const found: string[] = [];
  const visit = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (isImageName(entry.name)) found.push(path);
    }
  };
  visit('');
  return found.sort(byName);
}

export function listFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.isDirectory() && !e.name.startsWith('.') && e.name !== '__MACOSX')
    .map((e) => e.name)
    .sort(byName);
}

export const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export interface Located {
  readonly file: string;
  readonly size: number;
}

/**
 * The file that a path in a CSV means: looked for in each of `folders` (relative to `root`), never outside `root`.
 * Returns the reason when there is none.
 */
export function locate(root: string, folders: readonly string[], path: string): Located | { readonly reason: string } {
  const clean = path.replaceAll('\\', '/');
  if (isAbsolute(path) || /^[A-Za-z]:\//.test(clean)) {
    return { reason: `'${path}' is an absolute path; write it relative to the data folder` };
  }
  for (const folder of folders) {
    const file = join(root, folder, clean);
    if (!isInside(root, file)) return { reason: `'${path}' leaves the data folder; keep images inside it` };
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (!stat.isFile()) return { reason: `'${path}' is not a file` };
    if (!isInside(root, realpathSync.native(file))) {
      return { reason: `'${path}' is a link that leaves the data folder; copy the image into it` };
    }
    return { file, size: stat.size };
  }
  const places = folders.map((f) => (f === '' ? 'the data folder' : `${f}/`)).join(' or ');
  return { reason: `no image '${path}' in ${places}` };
}

/** `root` is a real path. */
function isInside(root: string, path: string): boolean {
  const below = relative(root, path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
