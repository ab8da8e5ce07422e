import { existsSync } from 'node:fs';
import type { MaskLayer, MaskOptions } from '../data/index.ts';
import { numberOf, UsageError } from './command.ts';

/** Options of a segmentation, where its masks are. */
export const MASK_ARGS = {
  masks: {
    type: 'string',
    description:
      'Of a segmentation: folder of masks named as their images, or a CSV of run lengths (default: as the data says, or its masks/); of regions that may overlap a folder with a folder for each, or lungs=DIR,heart=DIR',
  },
  'mask-classes': {
    type: 'string',
    description: 'Names of the values 1, 2 … of masks with several classes: lung,heart',
  },
  'rle-size': {
    type: 'string',
    description: 'Side of the images that run lengths count in (default: of the images themselves)',
  },
} as const;

export function maskOptions(args: Readonly<Record<string, unknown>>): MaskOptions {
  const text = (name: string) => args[name] as string | undefined;
  const classes =
    text('mask-classes')
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  const rleSize = numberOf('rle-size', text('rle-size')) ?? null;
  const layers = layersOf(text('masks'));
  if (layers.length > 0 && classes.length > 0)
    throw new UsageError('--mask-classes names the values of a mask; --masks NAME=PATH names its regions itself');
  return { path: layers.length > 0 ? null : (text('masks') ?? null), classes, rleSize, layers };
}

/** `lungs=DIR,heart=DIR`; none where it is a path. */
function layersOf(masks: string | undefined): MaskLayer[] {
  if (masks === undefined || !masks.includes('=') || existsSync(masks)) return [];
  const layers = masks.split(',').map((part) => {
    const [name, ...path] = part.split('=');
    return { name: name!.trim(), path: path.join('=').trim() };
  });
  const bad = layers.find(({ name, path }) => name === '' || path === '');
  if (bad !== undefined) throw new UsageError(`--masks takes NAME=PATH,NAME=PATH, not "${masks}"`);
  const odd = layers.find(({ name }) => /[\\/:]/.test(name)); // regions are folders of predictions
  if (odd !== undefined) throw new UsageError(`--masks: "${odd.name}" names no region; leave out / \\ and :`);
  const twice = layers.find(({ name }, i) => layers.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw new UsageError(`--masks: ${twice.name} is named twice`);
  const absent = layers.find(({ path }) => !existsSync(path));
  if (absent !== undefined) throw new UsageError(`--masks: ${absent.name}: no such file or folder: ${absent.path}`);
  return layers;
}
