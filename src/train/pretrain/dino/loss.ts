import { noGrad, type Tensor } from '../../../torch/index.ts';
import type { PretrainConfig } from '../config.ts';

export interface DinoLossOptions {
  readonly studentTemperature: number;
  readonly teacherTemperature: number;
  /** What is taken from the teacher's answers: [1, K]. */
  readonly centre: Tensor;
  /** Images in each crop. */
  readonly images: number;
}

/**
 * Cross-entropy of the student's answers to all crops [crops × N, K] with the teacher's, sharpened and centred, to the first two
 * [2 × N, K]: the mean over images and over pairs of a teacher's crop with another. [N] for each image where `reduction` is `none`.
 * Caron et al., ICCV 2021, eq. 3 and algorithm 1; facebookresearch/dino's `DINOLoss`.
 */
export function dinoLoss(
  student: Tensor,
  teacher: Tensor,
  options: DinoLossOptions & { readonly reduction?: 'mean' | 'none' },
): Tensor {
  const { studentTemperature, teacherTemperature, centre, images, reduction = 'mean' } = options;
  const targets = noGrad(() => teacher.sub(centre).div(teacherTemperature).softmax(-1));
  const answers = student.div(studentTemperature).logSoftmax(-1);
  const crops = student.size(0) / images;
  const target = targets.split(images);
  const answer = answers.split(images);
  const pairs = target.flatMap((q, i) => answer.flatMap((log, v) => (v === i ? [] : [q.mul(log).sum({ dim: -1 })])));
  const sum = pairs.reduce((a, b) => a.add(b)).div(-(target.length * (crops - 1)));
  return reduction === 'none' ? sum : sum.mean();
}

/** Of the teacher: rises in even steps over the first epochs. */
export function teacherTemperature({ dino }: Pick<PretrainConfig, 'dino'>, epoch: number): number {
  const { teacherTemperature: to, warmupTeacherTemperature: from, warmupTeacherEpochs: epochs } = dino;
  return epoch >= epochs ? to : from + ((to - from) * epoch) / Math.max(1, epochs - 1);
}
