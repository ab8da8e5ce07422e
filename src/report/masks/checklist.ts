import { PRIMARY } from '../../study/index.ts';
import type { ChecklistRecord } from '../checklist.ts';
import { count, estimate, fixed, percent } from '../format.ts';
import type { MaskReport } from './data.ts';

/** What the checklists ask of a segmentation's measurements. */
export function maskChecklist(data: MaskReport): ChecklistRecord {
  const { models, comparison, test, gallery, training } = data;
  const methods = new Set(
    models.flatMap((m) => Object.values(m.endpoints).map((e) => e.method)).filter((m) => m !== 'none'),
  );
  const tests = new Set(comparison?.pairs.map((p) => p.test));
  const smallest = comparison?.minimumDetectableDifference ?? null;
  const rules = models.flatMap(({ name, rule }) => (rule === null || rule.value === 0 ? [] : [{ name, rule }]));
  return {
    ...data,
    said: {
      metrics:
        'Dice where there is a region (which decides), under three other policies for empty masks and pooled, IoU, HD95, ASSD, NSD, lesions found by size, each beside what marking nothing reaches',
      uncertainty: `Intervals: ${[...methods].join(', ')}${tests.size > 0 ? `. Tests: ${[...tests].join(', ')}, adjusted by Holm` : ''}`,
      sampleSize:
        smallest === null
          ? null
          : `${count(test.positives)} images with a region could have seen a Dice difference of ${fixed(smallest)} at power ${comparison!.detectable.power}`,
      selection: training?.some((t) => t.epochs.some((e) => e.best))
        ? 'the epoch with the highest Dice of validation images that have a region; threshold and least area chosen on validation data and frozen'
        : null,
      performance: models.map((m) => `${m.name}: Dice ${estimate(m.endpoints[PRIMARY])}`).join('; '),
      failures: gallery.groups.length > 0 ? 'the worst cases and the false alarms are under Cases to look at' : null,
      robust: null,
      fairness: null,
      output:
        rules.length === 0
          ? null
          : `a mask; ${rules.map(({ name, rule }) => `${name} from a probability of ${fixed(rule.value, 2)} on, if it covers ${percent(rule.minArea, 2)} of the image`).join('; ')}`,
    },
  };
}
