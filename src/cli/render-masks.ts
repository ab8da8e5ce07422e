import type { Estimate } from '../stats/index.ts';
import {
  describeRule,
  type LesionStratum,
  type MaskEvaluation,
  type MaskRule,
  NSD_TOLERANCE,
  POLICIES,
  type PolicyName,
} from '../train/index.ts';
import { decimal, table, withInterval, wrap } from './table.ts';

/** What each policy does with an empty mask. */
export const POLICY_WORDS: Record<PolicyName, string> = {
  positives: 'positives only',
  skipBothEmpty: 'both empty left out',
  punish: 'an empty mask scores 0',
  reward: 'both empty scores 1',
};

/** What a segmentation reaches, a table for each class of region; `rule` of one model, or in words; null where masks came from elsewhere. */
export function renderMasks(
  classes: Readonly<Record<string, MaskEvaluation>>,
  rule: MaskRule | string | null,
  source: string,
): string {
  const at =
    rule === null || typeof rule === 'string'
      ? rule
      : `${describeRule(rule, Object.keys(classes))} (${rule.rule}; chosen on ${rule.n} validation images)`;
  const parts = Object.entries(classes).map(([name, found]) => {
    const { n, positives, patients, unit, lesions } = found;
    const policies = Object.keys(POLICIES) as PolicyName[];
    const rows = [
      ...policies.map((p) => row(`Dice, ${POLICY_WORDS[p]}`, found.dice[p])),
      ...policies.map((p) => row(`IoU, ${POLICY_WORDS[p]}`, found.iou[p])),
      row('Dice, pixels pooled', found.pooledDice),
      row(`HD95, ${unit}`, found.hd95),
      row(`ASSD, ${unit}`, found.assd),
      row(`NSD within ${NSD_TOLERANCE} ${unit}`, found.nsd),
      row('images without it left empty', found.leftEmpty),
      ...(found.auroc ? [row('AUROC of the image score', found.auroc)] : []),
      row('lesions found', lesions.sensitivity),
      ...lesions.bySize.map((size) => row(`  of ${sizeWords(size)}`, size.sensitivity)),
      row('marked regions on a lesion', lesions.precision),
      row('lesion F1', lesions.f1),
      row('false alarms per image', lesions.falseAlarms),
    ];
    const head = `${name}: ${n} images of ${patients} patients, ${positives} with the region`;
    return `${head}\n${table([['metric', 'value (95 % interval)', 'n', 'all empty'], ...rows], [2])}\n${NOTES}`;
  });
  return [source, ...(at ? [wrap(at)] : []), ...parts, 'Research use only: not a medical device.'].join('\n\n');
}

const NOTES = wrap(
  'HD95 and ASSD: images where both masks have something; a missed region counts in Dice. A lesion is a connected region, found by any common pixel; sizes are shares of the image.',
);

/** `0.25–1 %`, `over 4 %`. */
export function sizeWords({ from, to }: Pick<LesionStratum, 'from' | 'to'>): string {
  const percent = (share: number) => String(Number((100 * share).toPrecision(3)));
  if (to === null) return `${percent(from)} % and more`;
  return from === 0 ? `less than ${percent(to)} %` : `${percent(from)}–${percent(to)} %`;
}

const row = (name: string, estimate: Estimate) => [
  name,
  withInterval(estimate),
  String(estimate.n),
  decimal(estimate.baseline),
];
