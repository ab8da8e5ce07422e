import { swatch } from '../figures/series.ts';
import { type Html, html, type Part } from '../html.ts';

/** Numbers the figures of one page, in the order they are written. */
export interface Numbering {
  figure: number;
  table: number;
}

export interface FigureParts {
  readonly id: string;
  readonly title: string;
  readonly picture: Part;
  readonly caption: Part;
  /** The numbers behind the picture; opened by the reader. */
  readonly table?: Html | null;
  readonly key?: Part;
  readonly wide?: boolean;
}

export function figure(numbering: Numbering, parts: FigureParts): Html {
  const { id, title, picture, caption, table = null, key = null, wide = false } = parts;
  numbering.figure++;
  return html`<figure id="${id}" class="${wide ? 'wide' : ''}">${key}<div class="picture">${picture}</div><figcaption><b>Figure ${numbering.figure}. ${title}.</b> ${caption}</figcaption>${
    table && html`<details><summary>Numbers of figure ${numbering.figure}</summary>${table}</details>`
  }</figure>`;
}

/** Which line is whose, with a number for each. */
export const key = (
  entries: readonly { readonly name: string; readonly note?: string; readonly index?: number }[],
): Html =>
  html`<ul class="key">${entries.map(
    ({ name, note, index }, i) =>
      html`<li>${swatch(index ?? i)}<span>${name}</span>${note && html` <span class="num">${note}</span>`}</li>`,
  )}</ul>`;

export interface Column<Row> {
  readonly title: Part;
  readonly cell: (row: Row, i: number) => Part;
  readonly numeric?: boolean;
}

/** A table; the first column heads its rows. */
export function table<Row>(caption: Part, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${textOf(caption)}"><table><caption>${caption}</caption><thead><tr>${columns.map(
    (c) => html`<th scope="col" class="${c.numeric ? 'num' : ''}">${c.title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row, r) =>
      html`<tr>${columns.map((c, i) =>
        i === 0
          ? html`<th scope="row" class="${c.numeric ? 'num' : ''}">${c.cell(row, r)}</th>`
          : html`<td class="${c.numeric ? 'num' : ''}">${c.cell(row, r)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

/** What a table is called: the bold beginning of its caption, or all of it. */
const textOf = (part: Part): string => {
  const text = String(part);
  return (/<b>(.*?)<\/b>/.exec(text)?.[1] ?? text).replace(/<[^>]+>/g, '');
};

export const section = (id: string, title: string, ...content: readonly Part[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;
