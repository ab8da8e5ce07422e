import { PRIMARY } from '../../study/index.ts';
import { checklistSection, configurationSection, dataSection } from '../sections/record.ts';
import { trainingSection } from '../sections/training.ts';
import { renderShell } from '../shell.ts';
import { gallerySection } from './cases.ts';
import { maskChecklist } from './checklist.ts';
import type { MaskReport } from './data.ts';
import { maskModelsSection, sizesSection } from './models.ts';
import { maskSummary } from './summary.ts';

/** The report of one or several segmentations as one HTML file. */
export function renderMaskReport(data: MaskReport): string {
  const numbering = { figure: 0, table: 0 };
  const { title, fovea, source, models, training, comparison, gallery } = data;
  const shown = gallery.groups.some((group) => group.cases.some((c) => c.image !== null));
  return renderShell({
    ...{ title, fovea, source },
    holds: shown ? 'file names, scores, outlines and small copies of images' : 'file names, scores and outlines',
    summary: maskSummary(data),
    sections: [
      ['models', models.length > 1 ? 'Models' : 'Dice', maskModelsSection(data, numbering)],
      ['sizes', 'By size', sizesSection(data, numbering)],
      ['cases', 'Cases', gallerySection(data)],
      [
        'training',
        'Training',
        trainingSection(
          {
            ...{ training, comparison, metric: 'Dice' },
            models: models.map(({ name, cost, endpoints }) => ({ name, cost, estimate: endpoints[PRIMARY] })),
          },
          numbering,
        ),
      ],
      ['data', 'Data', dataSection({ ...data, ...imagesByRegion(data) }, numbering)],
      ['configuration', 'Configuration', configurationSection(data)],
      ['checklist', 'Checklists', checklistSection(maskChecklist(data))],
    ],
  });
}

/** The classes of the data are of pixels; its images are counted by whether they have a region. */
function imagesByRegion({ data }: MaskReport): Pick<MaskReport, 'data'> {
  if (data?.classes.length !== 2) return {};
  const words = ['without a region', 'with a region'];
  const named = <Counts extends { readonly classes: Readonly<Record<string, number>> }>(counts: Counts): Counts => ({
    ...counts,
    classes: Object.fromEntries(data.classes.map((name, c) => [words[c]!, counts.classes[name] ?? 0])),
  });
  const splits = Object.fromEntries(Object.entries(data.splits).map(([split, counts]) => [split, named(counts)]));
  return { data: { ...data, classes: words, splits, total: named(data.total) } };
}
