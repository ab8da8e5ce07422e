import type { ReportData } from '../data.ts';
import { type ForestRow, forest } from '../figures/forest.ts';
import { heatMap } from '../figures/heatmap.ts';
import { count, estimate, fixed } from '../format.ts';
import { type Html, html } from '../html.ts';
import { figure, key, type Numbering, section, table } from './parts.ts';

/** The same model among women and men, old and young, on this device and that. */
export function subgroupSection({ subgroups = [], models }: ReportData, numbering: Numbering): Html | null {
  if (subgroups.length === 0) return null;
  const rows = subgroups.flatMap(({ column, groups }): ForestRow[] => [
    { label: column, value: null, low: null, high: null, heading: true },
    ...groups.flatMap((g) =>
      (g.estimates.every((e) => e.value === null) ? g.estimates.slice(0, 1) : g.estimates).map(
        (e, index): ForestRow => ({
          label: index === 0 ? g.value : '',
          note: index === 0 ? `${count(g.positives)} of ${count(g.n)}` : '',
          ...{ value: e.value, low: e.low, high: e.high, reason: e.reason, index },
        }),
      ),
    ),
  ]);
  const whole = models.length === 1 ? (models[0]!.estimates.auroc?.value ?? null) : null;
  const flat = subgroups.flatMap(({ column, groups }) => groups.map((g) => ({ column, ...g })));
  return section(
    'subgroups',
    'Subgroups',
    figure(numbering, {
      id: 'fig-subgroups',
      title: 'AUROC in subgroups',
      wide: true,
      key: models.length > 1 && key(models.map((m) => ({ name: m.name }))),
      picture: forest({
        title: 'AUROC in subgroups',
        label: 'AUROC',
        rows,
        rowHeight: models.length > 1 ? 19 : 23,
        within: [0, 1],
        reference: whole === null ? { value: 0.5, label: 'chance' } : { value: whole, label: 'all cases' },
      }),
      caption: `Second column: positives of n. Subgroups were not chosen beforehand and are not adjusted for being many: read them as questions, not as answers.${models.some((m) => m.runs.length > 1) ? ' Of several seeds, the mean probability.' : ''}`,
      table: table(
        'AUROC in subgroups',
        [
          { title: 'Attribute', cell: (r) => r.column },
          { title: 'Value', cell: (r) => r.value },
          { title: 'n', numeric: true, cell: (r) => count(r.n) },
          { title: 'Positives', numeric: true, cell: (r) => count(r.positives) },
          ...models.map((m, i) => ({
            title: m.name,
            numeric: true,
            cell: (r: (typeof flat)[number]) =>
              r.estimates[i]!.value === null ? r.estimates[i]!.reason : estimate(r.estimates[i]!),
          })),
        ],
        flat,
      ),
    }),
  );
}

/** AUROC under each corruption and severity, one map a model. */
export function robustnessSection({ robustness, models }: ReportData, numbering: Numbering): Html | null {
  if (!robustness) return null;
  const { corruptions, severities, clean } = robustness;
  const values = corruptions.flatMap((c) => c.values.flat().flatMap((e) => e?.value ?? []));
  const best = Math.max(...values, ...clean.flatMap((e) => e.value ?? []));
  const domain = [Math.min(0.5, ...values), best] as const;
  const pictures = models.map(
    (m, i) =>
      html`<div><p class="panel">${m.name}</p>${heatMap({
        title: `AUROC of ${m.name} by corruption and severity`,
        rows: ['none', ...corruptions.map((c) => c.name)],
        columns: severities.map(String),
        values: [
          severities.map((_, s) => (s === 0 ? (clean[i]?.value ?? null) : null)),
          ...corruptions.map((c) => severities.map((_, s) => c.values[i]?.[s]?.value ?? null)),
        ],
        domain,
        format: (v) => fixed(v, 2),
        columnTitle: 'Severity',
        cell: { width: 46, height: 24 },
      })}</div>`,
  );
  return section(
    'robustness',
    'Robustness',
    robustness.sentence && html`<p>${robustness.sentence}</p>`,
    figure(numbering, {
      id: 'fig-robustness',
      title: 'AUROC under corruption',
      wide: true,
      picture: html`<div class="panels">${pictures}</div>`,
      caption:
        'The stronger the shade, the better; the first row is the untouched image. Every map has the same shades.',
      table: table(
        'AUROC under corruption',
        [
          { title: 'Corruption', cell: (r) => r.name },
          { title: 'Severity', numeric: true, cell: (r) => r.severity },
          ...models.map((m, i) => ({
            title: m.name,
            numeric: true,
            cell: (r: { values: (typeof corruptions)[number]['values']; s: number }) => {
              const e = r.values[i]?.[r.s];
              return e ? estimate(e) : '–';
            },
          })),
        ],
        corruptions.flatMap((c) => severities.map((severity, s) => ({ name: c.name, severity, s, values: c.values }))),
      ),
    }),
  );
}
