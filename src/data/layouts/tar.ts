import { join } from 'node:path';
import { type Container, tarContainer } from '../container.ts';
import type { Split } from '../dataset.ts';
import { isImageName } from '../paths.ts';
import { splitNamed } from '../splitNames.ts';
import type { Layout } from './layout.ts';
import { type PackedPart, packedDataset } from './packed.ts';

const isTar = (name: string) => /\.tar$/i.test(name);

/**
 * Tar archives with a folder for each class, read in place: one archive with `train/cat/1.jpg` or `cat/1.jpg`, or archives that are
 * splits by their names, `train.tar` and `test.tar`.
 */
export const tarOfFolders: Layout = {
  name: 'tar-of-folders',
  recognises: ({ files }) => files.some(isTar) && !files.some((f) => f.toLowerCase().endsWith('.csv')),
  read({ root, files }) {
    const archives = files.filter(isTar);
    const parts = archives.map((archive) => partOf(archive, prefixed(archive, tarContainer(join(root, archive)))));
    const left = files.filter((f) => !isTar(f) && /\.(bin|npz|zip|gz|tgz)$/i.test(f));
    return packedDataset(parts, { warnings: left.map((f) => `${f}: lies beside the archives; left out`) });
  },
};

/** Names begin with the archive's, so that `a/1.jpg` of two archives are two images. */
function prefixed(archive: string, container: Container): Container {
  return { ...container, names: container.names.map((name) => `${archive}/${name.replace(/^\.\//, '')}`) };
}

function partOf(archive: string, container: Container): PackedPart {
  const ofArchive = splitNamed(archive.replace(/\.tar$/i, ''));
  const paths = container.names.map((name) => {
    const folders = name.split('/').slice(1);
    const file = folders.pop()!;
    return isImageName(file) && !folders.some((f) => f.startsWith('.') || f === '__MACOSX') ? folders : undefined;
  });
  const images = paths.filter((p) => p !== undefined);
  if (images.length === 0) throw new Error(`${archive}: holds no images (png, jpeg, tiff or webp)`);
  // an outer folder that all share only wraps the rest, unless it is a split
  let wrap = 0;
  while (images.every((p) => p.length > wrap + 1 && p[wrap] === images[0]![wrap] && splitNamed(p[wrap]!) === undefined))
    wrap++;
  const labels: (string | undefined)[] = [];
  const split: (Split | undefined)[] = [];
  paths.forEach((path, i) => {
    const inner = path?.slice(wrap);
    const named = inner && inner.length > 1 ? splitNamed(inner[0]!) : undefined;
    const label = inner?.[named === undefined ? 0 : 1];
    if (path !== undefined && label === undefined)
      throw new Error(`${container.names[i]}: lies in no class folder; archives hold class/image.png`);
    labels.push(label);
    split.push(named ?? ofArchive);
  });
  return { container, labels, split };
}
