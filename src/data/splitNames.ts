import type { Split } from './dataset.ts';

const NAMES: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  testing: 'test',
};

/** The split that a folder or a cell of a CSV means, or undefined. */
export const splitNamed = (text: string): Split | undefined => NAMES[text.trim().toLowerCase()];
