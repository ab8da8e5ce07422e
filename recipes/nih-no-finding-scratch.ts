/**
 * Any finding against none on 1,137 NIH chest X-rays, DenseNet-121 from random weights.
 *
 * Command: npx tsx recipes/nih-no-finding-scratch.ts [SEED]
 * Time:    66 to 150 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Memory:  about 0.8 GB at its peak.
 * Score:   AUROC on the 238 test images (180 patients, 93 without a finding),
 *          95 % interval by DeLong's method, clustered by patient:
 *          seed 0: 0.764 (0.677 to 0.834), seed 1: 0.781 (0.699 to 0.846), seed 2: 0.798 (0.713 to 0.863).
 *          Baseline 0.5. The same recipe in PyTorch (bench/pytorch/train_xray.py), seeds 0 to 2:
 *          0.802, 0.805, 0.784, all inside.
 */
import { DATA, SCRATCH } from './nih-common.ts';
import { runRecipe } from './run.ts';

await runRecipe({
  name: 'nih-no-finding-scratch',
  data: DATA,
  label: 'no_finding',
  train: SCRATCH,
});
