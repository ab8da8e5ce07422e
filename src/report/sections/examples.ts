import type { Example, ReportData } from '../data.ts';
import { px } from '../figures/path.ts';
import { mark } from '../figures/series.ts';
import { fixed } from '../format.ts';
import { type Html, html, svg } from '../html.ts';
import { key, section } from './parts.ts';

/** Where the model was sure and wrong, and where the models part: as pictures. */
export function examplesSection(data: ReportData): Html | null {
  const { examples, models, test } = data;
  if (!examples) return null;
  const { falsePositives, falseNegatives, disagreements, note, threshold, explained } = examples;
  if (falsePositives.length + falseNegatives.length + disagreements.length === 0) return null;
  const name = models[examples.model]!.name;
  const [negative, positive] = test.classes as [string, string];
  const show = (list: readonly Example[]) => html`<div class="cases">${list.map((e) => exampleCard(e, data))}</div>`;
  return section(
    'cases',
    'Cases to look at',
    note && html`<p class="note">${note}</p>`,
    explained &&
      html`<p class="note">Below each image, what speaks for ${explained.class} by ${explained.method}, from nothing to yellow, stretched to each image’s own range. A picture of what the model used, and no sign that it was right to (docs/explain.md).</p>`,
    models.length > 1 && key(models.map((m) => ({ name: m.name }))),
    falsePositives.length > 0 &&
      html`<h3>Called ${positive}, labelled ${negative}</h3><p class="note">The most confident false positives of ${name} at ${fixed(threshold, 4)}: a mistake of the model, or of the label.</p>${show(falsePositives)}`,
    falseNegatives.length > 0 &&
      html`<h3>Called ${negative}, labelled ${positive}</h3><p class="note">The most confident false negatives of ${name}.</p>${show(falseNegatives)}`,
    disagreements.length > 0 &&
      html`<h3>The models disagree</h3><p class="note">The cases whose probabilities lie furthest apart.</p>${show(disagreements)}`,
  );
}

function exampleCard(example: Example, { models, test, examples }: ReportData): Html {
  const { imagePath, image, heat, label, probabilities, patient } = example;
  const words = probabilities.map((p, i) => `${models.length > 1 ? `${models[i]!.name} ` : ''}${fixed(p)}`).join(', ');
  return html`<figure class="case">${
    image === null
      ? html`<div class="blank" aria-hidden="true"></div>`
      : html`<img src="${image}" alt="${imagePath}, labelled ${test.classes[label]}" width="160" height="160">`
  }${heat && html`<img class="heat" src="${heat}" alt="What the model looked at in ${imagePath}" width="160" height="160">`}${strip(probabilities, examples!.threshold, words)}<figcaption>${models.length > 1 ? probabilities.map((p, i) => html`<span class="num pair"><span>${models[i]!.name}</span><span>${fixed(p)}</span></span>`) : html`<span class="num">${words}</span>`}<span>labelled ${test.classes[label]}</span><span class="path" title="${imagePath}">${imagePath}</span>${patient !== null && patient !== imagePath && html`<span class="path">patient ${patient}</span>`}</figcaption></figure>`;
}

/** Every model's probability on one line from 0 to 1, with the threshold as a tick. */
function strip(probabilities: readonly number[], threshold: number, words: string): Html {
  const x = (p: number) => px(8 + p * 144);
  const at = Math.min(1, Math.max(0, threshold));
  return svg`<svg class="strip" viewBox="0 0 160 18" width="160" height="18" role="img" aria-label="Probability: ${words}"><line class="axis-line" x1="8" x2="152" y1="9" y2="9"/><line class="axis-line" x1="${x(at)}" x2="${x(at)}" y1="2" y2="16"/>${probabilities.map((p, i) => mark([x(p), 9], i))}</svg>`;
}
