/**
 * Any finding against none on 1,137 NIH chest X-rays, DenseNet-121 from random weights.
 *
 * Command: npx tsx recipes/nih-no-finding-scratch.ts [SEED]
 * Time:    102 to 130 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Memory:  about 0.8 GB at its peak.
 * Score:   AUROC on the 238 test images (180 patients, 93 without a finding),
 *          95 % interval by a bootstrap that draws patients:
 *          seed 0: 0.789 (0.709 to 0.853), seed 1: 0.766 (0.685 to 0.829), seed 2: 0.768 (0.685 to 0.833).
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
