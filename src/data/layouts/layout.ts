import type { Packed } from '../container.ts';
import type { OpenOptions } from '../dataset.ts';

/** A row as a layout found it: texts, nothing checked yet. */
export interface RawRow {
  /** For messages: `labels.csv:12`, or the file itself. */
  readonly where: string;
  readonly row: number;
  readonly imagePath: string;
  /** Where the image lies inside another file; then `imagePath` is only its name. */
  readonly packed?: Packed | undefined;
  /** Empty or absent: unlabelled. */
  readonly label?: string | undefined;
  readonly patientId?: string | undefined;
  readonly split?: string | undefined;
  /** A mask that must exist. */
  readonly maskPath?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RawDataset {
  readonly rows: readonly RawRow[];
  /** Where images are looked for, relative to the root, in this order. */
  readonly imageFolders: readonly string[];
  /** Folders that may hold a mask of the same name as the image. */
  readonly maskFolders: readonly string[];
  /** What the label is about, for class names. */
  readonly subject: string;
  /** Set where the layout itself fixes the classes. */
  readonly classes?: readonly string[];
  readonly warnings: readonly string[];
}

export interface Place {
  /** The data folder, a real path. */
  readonly root: string;
  /** Names of the files right in it; the one file alone, where the caller pointed at one that is not a CSV. */
  readonly files: readonly string[];
  /** The one CSV to read, where the caller pointed at a file. */
  readonly csv?: string;
}

/** One way to lay out a data set on disk. The first of `LAYOUTS` that recognises a place reads it. */
export interface Layout {
  readonly name: string;
  recognises(place: Place): boolean;
  read(place: Place, options: OpenOptions): RawDataset;
}

/** The row without the columns that have a meaning of their own. */
export function attributesOf(values: Readonly<Record<string, string>>, used: readonly (string | undefined)[]) {
  return Object.fromEntries(Object.entries(values).filter(([column]) => !used.includes(column)));
}
