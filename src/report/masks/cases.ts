import { seriesClass } from '../figures/series.ts';
import { fixed, percent } from '../format.ts';
import { type Html, html, svg } from '../html.ts';
import { section } from '../sections/parts.ts';
import type { GalleryCase, MaskReport } from './data.ts';

/** The worst, the middle and the best as pictures, each with what was marked and what should have been. */
export function gallerySection({ gallery, models }: MaskReport): Html | null {
  const { groups, note } = gallery;
  if (groups.length === 0) return null;
  const names = models.map((m) => m.name);
  const seeds = models.some((m) => m.runs.length > 1) ? ' Outlines are of the first seed, Dice the mean of all.' : '';
  return section(
    'cases',
    'Cases to look at',
    note && html`<p class="note">${note}</p>`,
    html`<ul class="key onimage">${names.map((name, i) => html`<li>${stroke(seriesClass(i))}<span>${name}</span></li>`)}<li>${stroke('reference')}<span>reference</span></li></ul>`,
    seeds && html`<p class="note">${seeds.trim()}</p>`,
    groups.map(
      ({ title, note: words, cases }) =>
        html`<h3>${title}</h3><p class="note">${words}</p><div class="cases wider">${cases.map((c) => card(c, names))}</div>`,
    ),
  );
}

/** The sample of an outline, on the dark of a picture. */
const stroke = (name: string): Html =>
  svg`<svg class="swatch" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><rect class="film" width="34" height="14" rx="2"/><path class="outline ${name}" d="M4 7H30"/></svg>`;

function card(
  { imagePath, patient, dice, area, image, width, height, reference, marked }: GalleryCase,
  names: readonly string[],
): Html {
  const words = dice.map((d, i) => (names.length > 1 ? `${names[i]} ${fixed(d)}` : `Dice ${fixed(d)}`)).join(', ');
  const empty = area === 0;
  return html`<figure class="case"><div class="framed onimage">${
    image !== null && html`<img src="${image}" alt="" width="${width}" height="${height}">`
  }${svg`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${imagePath}: ${empty ? 'no region' : words}">${marked.map(
    (d, i) => d && svg`<path class="outline ${seriesClass(i)}" d="${d}"/>`,
  )}${reference && svg`<path class="outline reference" d="${reference}"/>`}</svg>`}</div><figcaption>${
    empty
      ? html`<span class="num">no region</span>`
      : names.length > 1
        ? dice.map((d, i) => html`<span class="num pair"><span>${names[i]}</span><span>${fixed(d)}</span></span>`)
        : html`<span class="num">Dice ${fixed(dice[0])}</span>`
  }${!empty && html`<span>${percent(area, area < 0.01 ? 2 : 1)} of the image</span>`}<span class="path" title="${imagePath}">${imagePath}</span>${
    patient !== imagePath && html`<span class="path">patient ${patient}</span>`
  }</figcaption></figure>`;
}
