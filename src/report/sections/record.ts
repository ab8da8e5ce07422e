import { answers, type ChecklistItem, type ChecklistRecord } from '../checklist.ts';
import type { ReportData } from '../data.ts';
import { count } from '../format.ts';
import { type Html, html, type Part } from '../html.ts';
import { type Numbering, section, table } from './parts.ts';

/** What the data are, and which leaks were looked for and found. */
export function dataSection(
  { data, test }: { data?: ReportData['data']; test: Pick<ReportData['test'], 'dataHash'> },
  numbering: Numbering,
): Html | null {
  if (!data) {
    if (!test.dataHash) return null;
    return section(
      'data',
      'Data',
      html`<p>Data set <code>${test.dataHash}</code> (SHA-256). The images are not at hand, so it was not inspected again.</p>`,
    );
  }
  const { name, layout, hash, classes, splits, total, duplicates, patientsAcrossSplits, sizes, views } = data;
  const across = duplicates.filter((d) => d.splits.length > 1);
  const conflicts = duplicates.filter((d) => d.labels.length > 1);
  numbering.table++;
  const rows = [...Object.entries(splits), ['all', total] as const];
  const leaks = [
    ...patientsAcrossSplits.map((p) => `patient ${p.patientId} in ${p.splits.join(' and ')}`),
    ...across.map((d) => `${d.imagePaths.join(' = ')} (${d.splits.join(', ')})`),
  ];
  const near = data.nearDuplicates ?? null; // absent where an older version inspected the data
  leaks.push(...(near ?? []).map((d) => `${d.imagePaths.join(' ≈ ')} (${d.splits.join(', ')})`));
  const tally = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .slice(0, 6)
      .map(([k, n]) => `${count(n)} ${k}`)
      .join(', ');
  return section(
    'data',
    'Data',
    table(
      html`<b>Table ${numbering.table}. ${name}</b>, ${layout} layout.`,
      [
        { title: 'Split', cell: ([split]) => split },
        { title: 'Images', numeric: true, cell: ([, s]) => count(s.images) },
        { title: 'Patients', numeric: true, cell: ([, s]) => (data.withPatient === 0 ? 'unknown' : count(s.patients)) },
        ...classes.map((c) => ({
          title: c,
          numeric: true,
          cell: ([, s]: (typeof rows)[number]) => count(s.classes[c] ?? 0),
        })),
      ],
      rows,
    ),
    facts([
      ['SHA-256 of the data set', html`<code>${hash}</code>`],
      ['Patients known for', `${count(data.withPatient)} of ${count(total.images)} images`],
      ['Patients in more than one split', leakWord(patientsAcrossSplits.length)],
      ['Equal files in more than one split', data.duplicatesSearched ? leakWord(across.length) : NOT_SEARCHED],
      ['Pictures alike in more than one split', near ? leakWord(near.length) : NOT_SEARCHED],
      ['Equal files with two labels', data.duplicatesSearched ? leakWord(conflicts.length) : NOT_SEARCHED],
      ['Sizes', `${tally(sizes.counts)} (of ${count(sizes.sampled)} looked at)`],
      ['Views', tally(views) || 'unknown'],
    ]),
    leaks.length > 0 &&
      html`<details><summary>The leaks, one by one</summary><ul>${leaks.slice(0, 50).map((l) => html`<li>${l}</li>`)}${leaks.length > 50 && html`<li>and ${leaks.length - 50} more: fovea data inspect</li>`}</ul></details>`,
  );
}

const NOT_SEARCHED = 'not searched for, the set being large: fovea data inspect does';
const leakWord = (n: number): Part => (n === 0 ? 'none found' : html`<b class="alarm">${count(n)} found</b>`);

const facts = (entries: readonly (readonly [string, Part])[]): Html =>
  html`<dl class="record">${entries.map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}</dl>`;

/** Everything needed to make the result again. */
export function configurationSection({ configuration }: Pick<ReportData, 'configuration'>): Html | null {
  if (configuration.length === 0) return null;
  return section(
    'configuration',
    'Configuration',
    configuration.map(
      ({ title, entries }, i) =>
        html`<details class="configuration" ${i === 0 ? html`open` : null}><summary>${title}</summary>${facts(entries)}</details>`,
    ),
  );
}

/** CLAIM 2024 and TRIPOD+AI: what the record answers, and what only the authors can. */
export function checklistSection(data: ChecklistRecord): Html {
  const lists = answers(data);
  return section(
    'checklist',
    'Reporting checklists',
    html`<p>Items that this record answers are filled in; the others wait for the authors. Items are named in Fovea’s own words, in the checklist’s order: wording, and the number where none is given here, are in the published checklist.</p>`,
    lists.map(({ title, source, items }) => {
      const done = items.filter((i) => i.answer !== null);
      const open = items.filter((i) => i.answer === null);
      return html`<h3>${title}</h3><p class="note">${source} ${done.length} of ${items.length} items answered here.</p>${answered(title, done)}<details><summary>${open.length} items left for the authors</summary><ul class="open-items">${open.map((i) => html`<li>${i.id !== null && html`<b>${i.id}</b> `}${i.name}</li>`)}</ul></details>`;
    }),
  );
}

const answered = (title: string, items: readonly ChecklistItem[]): Html =>
  table(
    html`<span class="visually-hidden">${title}: items answered</span>`,
    [
      ...(items.some((i) => i.id !== null) ? [{ title: 'Item', cell: (i: ChecklistItem) => i.id }] : []),
      { title: 'Asks for', cell: (i) => i.name },
      { title: 'Answer', cell: (i) => i.answer },
    ],
    items,
  );
