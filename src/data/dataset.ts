import type { Packed } from './container.ts';
import type { MaskSource } from './masks/source.ts';

/** One image with what its data set says about it. */
export interface Sample {
  /** As the data set's own CSV writes it (or relative to the root), so predictions can be joined back. */
  readonly imagePath: string;
  /** Absolute path of the image file, or of the file that holds it among others. */
  readonly file: string;
  /** Where in `file` the image lies, when it holds many. */
  readonly packed?: Packed;
  /** Index into the data set's `classes`; -1 where the image is unlabelled. */
  readonly label: number;
  readonly patientId?: string;
  readonly split?: Split;
  /** Absolute path of the mask file. */
  readonly maskFile?: string;
  /** Its mask, of a data set that was opened for segmentation. */
  readonly mask?: MaskSource;
  /** Every further column of the row, by its own name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Line in the CSV (the header is line 1), or position in the listing from 1. */
  readonly row: number;
}

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export interface Dataset {
  readonly name: string;
  /** Which layout was recognised, e.g. `manifest`. */
  readonly layout: string;
  /** Absolute path; every image lies inside it. */
  readonly root: string;
  /** Class names by label index; in a two-class task index 1 is the positive class. */
  readonly classes: readonly string[];
  /** Whether masks are of regions that may overlap, one for each class but the background; of a data set that was opened for segmentation. */
  readonly overlapping?: boolean;
  readonly samples: readonly Sample[];
  /** SHA-256 over paths, file sizes, labels, patients and splits: changes when the data set does, on any machine. */
  readonly hash: string;
  /** Oddities that stop nothing. */
  readonly warnings: readonly string[];
  /** Rows left out by `skipBad`, one line each with the reason. */
  readonly skipped: readonly string[];
}

export interface OpenOptions {
  /** The column (manifest) or finding (NIH) to learn, e.g. `pneumothorax` or `no_finding`. */
  readonly label?: string;
  /** Of a column of strings, the value that is class 1; every other value becomes class 0. */
  readonly positive?: string;
  /** The classes a trained model knows, in its order: a label outside them is an error. */
  readonly classes?: readonly string[];
  /** Accept rows without a label (-1), as for prediction. */
  readonly unlabelled?: boolean;
  /** Take the images alone, whatever labels there are; a folder of images needs no folder for each class then. */
  readonly ignoreLabels?: boolean;
  /** Leave bad rows out and list them in `skipped`, rather than stop at them. */
  readonly skipBad?: boolean;
}
