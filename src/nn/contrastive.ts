import { arange, type Tensor } from '../torch/index.ts';
import { crossEntropy } from './losses.ts';

export interface ContrastiveOptions {
  /**
   * Which pairs belong together, as probabilities [N, N] whose rows sum to 1; the diagonal unless given. Symmetric, for where several
   * examples share a text: they would else count as each other's opposite.
   */
  readonly targets?: Tensor | null;
  /** Weight of the rows' direction against the columns': ½ in CLIP, ¾ of image → text in ConVIRT. */
  readonly rowWeight?: number;
}

/**
 * Contrastive loss of similarities [N, N] between N images (rows) and N texts: each must find its own among all, by cross-entropy in both
 * directions. Zhang et al., "Contrastive Learning of Medical Visual Representations from Paired Images and Text", 2020, arXiv:2010.00747;
 * Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", ICML 2021, arXiv:2103.00020.
 */
export function contrastiveLoss(similarities: Tensor, options: ContrastiveOptions = {}): Tensor {
  const { targets = null, rowWeight = 0.5 } = options;
  const [rows, columns] = similarities.shape;
  if (similarities.ndim !== 2 || rows !== columns) {
    throw new RangeError(`contrastive similarities are [N, N], not [${similarities.shape}]`);
  }
  if (!(rowWeight >= 0 && rowWeight <= 1)) throw new RangeError(`a row weight is in [0, 1], not ${rowWeight}`);
  const wanted = targets ?? arange(0, rows!, { dtype: 'i64', device: similarities.device });
  const forth = crossEntropy(similarities, wanted);
  const back = crossEntropy(similarities.transpose(0, 1), wanted);
  return forth.mul(rowWeight).add(back.mul(1 - rowWeight));
}
