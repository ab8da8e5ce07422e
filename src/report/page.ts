import { classificationRecord } from './checklist-classification.ts';
import type { ReportData } from './data.ts';
import { type Html, html } from './html.ts';
import { confusionSection, curvesSection } from './sections/curves.ts';
import { examplesSection } from './sections/examples.ts';
import { explorerSection } from './sections/explorer.ts';
import { robustnessSection, subgroupSection } from './sections/groups.ts';
import { modelsSection } from './sections/models.ts';
import { checklistSection, configurationSection, dataSection } from './sections/record.ts';
import { summary } from './sections/summary.ts';
import { trainingSection } from './sections/training.ts';
import { renderShell, type Shell } from './shell.ts';

/** The report of one or several classifiers as one HTML file. */
export function renderReport(data: ReportData): string {
  const numbering = { figure: 0, table: 0 };
  const sections: Shell['sections'] = [
    ['models', data.models.length > 1 ? 'Models' : 'Metrics', modelsSection(data, numbering)],
    ['curves', 'Curves', curvesSection(data, numbering)],
    ['explorer', 'Thresholds', explorerSection(data)],
    ['decisions', 'Decisions', wrapped(confusionSection(data, numbering))],
    ['subgroups', 'Subgroups', subgroupSection(data, numbering)],
    ['robustness', 'Robustness', robustnessSection(data, numbering)],
    ['cases', 'Cases', examplesSection(data)],
    ['training', 'Training', trainingSection(trainingOf(data), numbering)],
    ['data', 'Data', dataSection(data, numbering)],
    ['configuration', 'Configuration', configurationSection(data)],
    ['checklist', 'Checklists', checklistSection(classificationRecord(data))],
  ];
  const { falsePositives = [], falseNegatives = [], disagreements = [] } = data.examples ?? {};
  const shown = [...falsePositives, ...falseNegatives, ...disagreements].some((e) => e.image !== null);
  const holds = shown ? 'file names, scores and small copies of images' : 'file names and scores';
  const { title, fovea, source } = data;
  return renderShell({ title, fovea, source, holds, summary: summary(data), sections });
}

const trainingOf = ({ models, training, comparison }: ReportData) => ({
  ...{ training, comparison, metric: 'AUROC' },
  models: models.map(({ name, cost, estimates }) => ({ name, cost, estimate: estimates.auroc })),
});

const wrapped = (content: Html | null): Html | null =>
  content &&
  html`<section id="decisions" aria-labelledby="decisions-title"><h2 id="decisions-title">Decisions at the frozen threshold</h2>${content}</section>`;
