import { openStudyFiles, type StudyFiles } from '../files.ts';
import type { MaskComparison, MaskStudyCases } from './comparison.ts';

export type MaskStudy = StudyFiles<MaskComparison, MaskStudyCases>;

/** The comparison of segmentations in a folder, or an error of one line. */
export function openMaskStudy(dir: string): MaskStudy {
  return openStudyFiles<MaskComparison, MaskStudyCases>(dir, 'segmentation');
}
