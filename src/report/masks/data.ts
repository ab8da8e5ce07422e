import type { MaskCases, MaskComparison, MaskModelResult, MaskTestSet } from '../../study/index.ts';
import type { MaskRule } from '../../train/index.ts';
import type { ReportData } from '../data.ts';

/** What a report of segmentations shows. A section appears when its data are here. */
export interface MaskReport
  extends Pick<
    ReportData,
    | 'kind'
    | 'title'
    | 'source'
    | 'created'
    | 'fovea'
    | 'confidence'
    | 'training'
    | 'data'
    | 'configuration'
    | 'warnings'
  > {
  readonly test: MaskTestSet;
  readonly models: readonly MaskReportModel[];
  /** Only of a comparison. */
  readonly comparison?: Pick<
    MaskComparison,
    'pairs' | 'primary' | 'minimumDetectableDifference' | 'detectable' | 'verdict' | 'front' | 'budget' | 'settings'
  >;
  readonly gallery: Gallery;
  /** Dice of people, as the user states it: context that was not measured here. */
  readonly people: StatedDice | null;
}

export interface StatedDice {
  readonly value: number;
  readonly words: string;
}

export interface MaskReportModel extends Pick<MaskModelResult, 'name' | 'endpoints' | 'regions' | 'spread' | 'cost'> {
  /** Frozen on validation data; null of mask files. */
  readonly rule: MaskRule | null;
  readonly runs: readonly {
    readonly seed: number | null;
    readonly dice: number | null;
    readonly cases: MaskCases;
  }[];
}

export interface Gallery {
  readonly groups: readonly { readonly title: string; readonly note: string; readonly cases: readonly GalleryCase[] }[];
  /** Why pictures or outlines are missing, if they are. */
  readonly note: string | null;
}

export interface GalleryCase {
  readonly imagePath: string;
  readonly patient: string;
  /** Of each model, in their order; null where there is no region to find. */
  readonly dice: readonly (number | null)[];
  /** Share of the image, of the reference. */
  readonly area: number;
  /** A data URI; null where the file is not at hand or images are left out. */
  readonly image: string | null;
  /** In the units of the outlines. */
  readonly width: number;
  readonly height: number;
  /** SVG paths; null where the mask is not at hand. */
  readonly reference: string | null;
  readonly marked: readonly (string | null)[];
}
