/**
 * Pneumothorax on 1,137 NIH chest X-rays, from a DenseNet-121 trained on the same training patients.
 *
 * Command: npx tsx recipes/nih-pneumothorax-finetune.ts [SEED]
 * Time:    53 to 101 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Memory:  about 0.8 GB at its peak.
 * Score:   AUROC on the 238 test images (180 patients, 9 with pneumothorax, so the intervals are wide),
 *          95 % interval by DeLong's method, clustered by patient:
 *          seed 0: 0.524 (0.333 to 0.708), seed 1: 0.714 (0.611 to 0.798), seed 2: 0.628 (0.435 to 0.787).
 *          Baseline 0.5. The same recipe in PyTorch (bench/pytorch/train_xray.py), seeds 0 to 2:
 *          0.668, 0.725, 0.571, all inside.
 */
import { CHECKPOINT, DATA, FINE_TUNE } from './nih-common.ts';
import { runRecipe } from './run.ts';

await runRecipe({
  name: 'nih-pneumothorax-finetune',
  data: DATA,
  label: 'pneumothorax',
  init: CHECKPOINT,
  train: FINE_TUNE,
});
