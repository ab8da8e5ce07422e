import type { MaskOptions } from '../data/index.ts';
import { numberOf } from './command.ts';

/** Options of a segmentation, where its masks are. */
export const MASK_ARGS = {
  masks: {
    type: 'string',
    description:
      'Of a segmentation: folder of masks named as their images, or a CSV of run lengths (default: as the data says, or its masks/)',
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
  return { path: text('masks') ?? null, classes, rleSize: numberOf('rle-size', text('rle-size')) ?? null };
}
