/**
 * CNN or ViT, from scratch or pre-trained? NIH chest X-rays at 96 px, 707 to train on, 238 of other patients to test on, three seeds, then
 * corruptions. `no_finding`: any finding against none, where what recipes/mae-nih.ts and recipes/mae-resnet18-nih.ts took counts against the
 * budget. `pneumothorax`: three models from scratch, and nine positive test images.
 *
 * Command: npx tsx recipes/mae-nih.ts && npx tsx recipes/mae-resnet18-nih.ts; npx tsx recipes/nih-compare.ts [LABEL] [BUDGET]
 * Time:    at most the budget for each of 12 (`no_finding`, 6m) or 9 (`pneumothorax`, 1m) trainings, then corruptions: 69 minutes in all for
 *          `no_finding` on one thread of an Intel Xeon (Emerald Rapids), f32.
 * Score:   `no_finding`, AUROC of seeds and cases together, baseline 0.5: resnet18 from scratch 0.822 (0.758 to 0.887), after MAE 0.779 (0.704 to
 *          0.855); vit_tiny from scratch 0.743 (0.662 to 0.824), after MAE 0.753 (0.677 to 0.829). Verdict: cannot tell which is best (smallest
 *          difference that could have been seen 0.085). Pre-training: ViT +0.010 (-0.035 to 0.055), CNN -0.043 (-0.091 to 0.005). Over corruptions,
 *          balanced error rises by 0.106 (0.081 to 0.129) for resnet18 and by 0.025 (0.007 to 0.039) for the ViT; whether the ranking survives,
 *          these cases cannot tell (Kendall's tau 0.67, -0.33 to 1). With DINO for the CNN in place of MAE, in an earlier run: -0.037 (-0.092 to 0.018).
 *          `pneumothorax`, 31 minutes with the corruptions: resnet18 0.688 (0.533 to 0.842), vit_tiny 0.679 (0.474 to 0.884), densenet121 0.658 (0.488 to
 *          0.827). Verdict: cannot tell; the smallest difference that nine positives could have shown is 0.123. Nor whether the ranking survives.
 */
import { resolve } from 'node:path';
import { DATA, FINE_TUNE } from './nih-common.ts';
import { INPUT, MAE_CNN_RUN, MAE_RUN } from './nih-unlabelled.ts';
import { needRun } from './run.ts';
import { runComparison } from './run-comparison.ts';

const [CNN, VIT] = ['resnet18', 'vit_tiny_patch16_224'];
const STUDIES = {
  no_finding: {
    models: [CNN, CNN, VIT, VIT],
    init: ['scratch', MAE_CNN_RUN, 'scratch', MAE_RUN],
    budget: '6m',
  },
  pneumothorax: { models: ['densenet121', CNN, VIT], init: ['scratch', 'scratch', 'scratch'], budget: '1m' },
};

const label = (process.argv[2] ?? 'no_finding') as keyof typeof STUDIES;
const { models, init, budget } = STUDIES[label];
for (const run of init) if (run !== 'scratch') needRun(run);
const { augment, classWeights, threads } = FINE_TUNE;
await runComparison(
  { augment, classWeights, threads, ...INPUT, batchSize: 32, lr: 5e-4, weightDecay: 0.05 },
  {
    data: resolve(import.meta.dirname, '..', DATA),
    label,
    ...{ models: models.join(','), init: init.join(','), 'count-init': label === 'no_finding' },
    budget: process.argv[3] ?? budget,
    robustness: true,
    out: `studies/nih-${label.replaceAll('_', '-')}`,
  },
);
