/**
 * Pneumothorax on 1,137 NIH chest X-rays, DenseNet-121 from random weights.
 *
 * Command: npx tsx recipes/nih-pneumothorax-scratch.ts [SEED]
 * Time:    66 to 150 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Memory:  about 0.8 GB at its peak.
 * Score:   AUROC on the 238 test images (180 patients, 9 with pneumothorax, so the intervals are wide),
 *          95 % interval by DeLong's method, clustered by patient:
 *          seed 0: 0.599 (0.426 to 0.751), seed 1: 0.622 (0.463 to 0.759), seed 2: 0.642 (0.435 to 0.808).
 *          Baseline 0.5. The same recipe in PyTorch (bench/pytorch/train_xray.py), seeds 0 to 2:
 *          0.661, 0.614, 0.609, all inside.
 */
import { DATA, SCRATCH } from './nih-common.ts';
import { runRecipe } from './run.ts';

await runRecipe({
  name: 'nih-pneumothorax-scratch',
  data: DATA,
  label: 'pneumothorax',
  train: SCRATCH,
});
