/**
 * Any finding against none on 1,137 NIH chest X-rays, from a DenseNet-121 trained on the same training patients.
 *
 * Command: npx tsx recipes/nih-no-finding-finetune.ts [SEED]
 * Time:    53 to 101 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Memory:  about 0.8 GB at its peak.
 * Score:   AUROC on the 238 test images (180 patients, 93 without a finding),
 *          95 % interval by DeLong's method, clustered by patient:
 *          seed 0: 0.832 (0.759 to 0.887), seed 1: 0.804 (0.726 to 0.864), seed 2: 0.815 (0.738 to 0.874).
 *          Baseline 0.5. The same recipe in PyTorch (bench/pytorch/train_xray.py), seeds 0 to 2:
 *          0.808, 0.797, 0.798, all inside.
 */
import { CHECKPOINT, DATA, FINE_TUNE } from './nih-common.ts';
import { runRecipe } from './run.ts';

await runRecipe({
  name: 'nih-no-finding-finetune',
  data: DATA,
  label: 'no_finding',
  init: CHECKPOINT,
  train: FINE_TUNE,
});
