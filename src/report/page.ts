import type { ReportData } from './data.ts';
import { document } from './document.ts';
import { type Html, html } from './html.ts';
import { confusionSection, curvesSection } from './sections/curves.ts';
import { examplesSection } from './sections/examples.ts';
import { explorerSection } from './sections/explorer.ts';
import { robustnessSection, subgroupSection } from './sections/groups.ts';
import { modelsSection } from './sections/models.ts';
import { checklistSection, configurationSection, dataSection } from './sections/record.ts';
import { summary } from './sections/summary.ts';
import { trainingSection } from './sections/training.ts';

/**
 * The whole report as one HTML file: no network, no framework, and legible without its script. Its own content security policy
 * forbids every request and every script or style but the two written here, which are named by their hashes.
 */
export function renderReport(data: ReportData): string {
  const numbering = { figure: 0, table: 0 };
  const sections: readonly (readonly [id: string, name: string, content: Html | null])[] = [
    ['models', data.models.length > 1 ? 'Models' : 'Metrics', modelsSection(data, numbering)],
    ['curves', 'Curves', curvesSection(data, numbering)],
    ['explorer', 'Thresholds', explorerSection(data)],
    ['decisions', 'Decisions', wrapped(confusionSection(data, numbering))],
    ['subgroups', 'Subgroups', subgroupSection(data, numbering)],
    ['robustness', 'Robustness', robustnessSection(data, numbering)],
    ['cases', 'Cases', examplesSection(data)],
    ['training', 'Training', trainingSection(data, numbering)],
    ['data', 'Data', dataSection(data, numbering)],
    ['configuration', 'Configuration', configurationSection(data)],
    ['checklist', 'Checklists', checklistSection(data)],
  ];
  const present = sections.filter(([, , content]) => content !== null);
  const { falsePositives = [], falseNegatives = [], disagreements = [] } = data.examples ?? {};
  const shown = [...falsePositives, ...falseNegatives, ...disagreements].some((e) => e.image !== null);
  const pictures = shown ? 'file names, scores and small copies of images' : 'file names and scores';
  return document({
    title: data.title,
    nav: present.map(([id, name]) => ({ id, name })),
    main: [summary(data), present.map(([, , content]) => content)],
    footer: html`Made by Fovea ${data.fovea} from <code>${data.source}</code>. This file holds ${pictures} of patients: keep it as you keep them.`,
  });
}

const wrapped = (content: Html | null): Html | null =>
  content &&
  html`<section id="decisions" aria-labelledby="decisions-title"><h2 id="decisions-title">Decisions at the frozen threshold</h2>${content}</section>`;
