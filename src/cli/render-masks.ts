import type { Estimate } from '../stats/index.ts';
import {
  describeRule,
  type MaskEvaluation,
  type MaskRule,
  NSD_TOLERANCE,
  POLICIES,
  type PolicyName,
} from '../train/index.ts';
import { decimal, table, withInterval, wrap } from './table.ts';

const WORDS: Record<PolicyName, string> = {
  positives: 'positives only',
  skipBothEmpty: 'both empty left out',
  punish: 'an empty mask scores 0',
  reward: 'both empty scores 1',
};

/** What a segmentation reaches, a table for each class of region. */
export function renderMasks(
  classes: Readonly<Record<string, MaskEvaluation>>,
  rule: MaskRule | null,
  source: string,
): string {
  const at =
    rule === null
      ? 'thresholds and least areas of each fold, chosen on its validation images'
      : `${describeRule(rule, Object.keys(classes))} (${rule.rule}; chosen on ${rule.n} validation images)`;
  const parts = Object.entries(classes).map(([name, found]) => {
    const { n, positives, patients, unit } = found;
    const policies = Object.keys(POLICIES) as PolicyName[];
    const rows = [
      ...policies.map((p) => row(`Dice, ${WORDS[p]}`, found.dice[p])),
      ...policies.map((p) => row(`IoU, ${WORDS[p]}`, found.iou[p])),
      row('Dice, pixels pooled', found.pooledDice),
      row(`HD95, ${unit}`, found.hd95),
      row(`ASSD, ${unit}`, found.assd),
      row(`NSD within ${NSD_TOLERANCE} ${unit}`, found.nsd),
      ...(found.auroc ? [row('AUROC of the image score', found.auroc)] : []),
    ];
    const head = `${name}: ${n} images of ${patients} patients, ${positives} with the region`;
    return `${head}\n${table([['metric', 'value (95 % interval)', 'n', 'all empty'], ...rows])}`;
  });
  return [source, wrap(at), ...parts, 'Research use only: not a medical device.'].join('\n\n');
}

const row = (name: string, estimate: Estimate) => [
  name,
  withInterval(estimate),
  String(estimate.n),
  decimal(estimate.baseline),
];
