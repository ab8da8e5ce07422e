import type { ChecklistRecord, Said } from './checklist.ts';
import type { ReportData } from './data.ts';
import { count, estimate, fixed } from './format.ts';

type Answer = (data: ReportData) => string | null;

/** What the checklists ask of a classifier's measurements. */
export function classificationRecord(data: ReportData): ChecklistRecord {
  const answers = { metrics, uncertainty, sampleSize, selection, performance, failures, robust, fairness, output };
  const said = Object.fromEntries(Object.entries(answers).map(([topic, answer]) => [topic, answer(data)]));
  return { ...data, said: said as Said };
}

const metrics: Answer = () =>
  'AUROC, average precision, sensitivity, specificity, predictive values and more, each beside what a trivial classifier reaches';

const uncertainty: Answer = ({ models, comparison }) => {
  const methods = new Set(
    models.flatMap((m) => Object.values(m.estimates).map((e) => e.method)).filter((m) => m !== 'none'),
  );
  const tests = new Set(comparison?.pairs.map((p) => p.test));
  return `Intervals: ${[...methods].join(', ')}${tests.size > 0 ? `. Tests: ${[...tests].join(', ')}, adjusted by Holm` : ''}`;
};

const sampleSize: Answer = ({ comparison, test }) =>
  comparison && comparison.minimumDetectableDifference !== null
    ? `${count(test.n)} test cases could have seen an AUROC difference of ${fixed(comparison.minimumDetectableDifference)} at power ${comparison.detectable.power}`
    : null;

const selection: Answer = (data) =>
  data.training?.some((t) => t.epochs.some((e) => e.best))
    ? 'the epoch with the highest validation AUROC; the threshold chosen on validation data and frozen'
    : null;

const performance: Answer = ({ models }) =>
  models.map((m) => `${m.name}: AUROC ${m.estimates.auroc ? estimate(m.estimates.auroc) : '–'}`).join('; ');

const failures: Answer = ({ examples }) => (examples ? 'the most confident mistakes are under Cases to look at' : null);

const robust: Answer = ({ robustness }) => (robustness ? 'AUROC under image corruptions, under Robustness' : null);

const fairness: Answer = ({ subgroups }) =>
  subgroups && subgroups.length > 0 ? `AUROC by ${subgroups.map((s) => s.column).join(', ')}, under Subgroups` : null;

const output: Answer = ({ models, test }) => {
  if (test.classes.length !== 2) return null;
  const of = models.filter((m) => m.threshold !== null);
  if (of.length === 0) return null;
  return `a probability of ${test.classes[1]}; decisions at ${of.map((m) => `${fixed(m.threshold!.value, 4)} (${m.name}, ${m.threshold!.rule})`).join('; ')}`;
};
