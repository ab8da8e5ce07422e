import { document } from './document.ts';
import type { Point } from './figures/path.ts';
import { scatterFigure } from './figures/scatter.ts';
import { count, percent } from './format.ts';
import { type Html, html } from './html.ts';
import { figure, key, section } from './sections/parts.ts';

/** Where the images lie on two maps of their features. */
export interface FeatureMap {
  readonly title: string;
  /** Run or weights, and data. */
  readonly source: string;
  readonly fovea: string;
  /** Width of the features. */
  readonly features: number;
  readonly classes: readonly string[];
  /** Class of each image, -1 where it has no label. [n] */
  readonly labels: readonly number[];
  readonly pca: { readonly points: readonly Point[]; readonly explained: readonly number[] };
  /** Null where it was not asked for, or there are too few images. */
  readonly umap: { readonly points: readonly Point[]; readonly neighbours: number; readonly seed: number } | null;
}

/** The maps as one HTML page, coloured and marked by class. */
export function renderFeatureMap(map: FeatureMap): string {
  const numbering = { figure: 0, table: 0 };
  const { classes, labels, pca, umap } = map;
  const named = labels.some((l) => l < 0) ? [...classes, 'no label'] : classes;
  const of = (points: readonly Point[]) =>
    named.map((_, c) => points.filter((_, i) => (labels[i]! < 0 ? classes.length : labels[i]) === c));
  const legend = key(
    named.map((name, c) => ({
      name,
      note: count(labels.filter((l) => (l < 0 ? classes.length : l) === c).length),
    })),
  );
  const [first = 0, second = 0] = pca.explained;
  const figures: Html[] = [
    figure(numbering, {
      id: 'pca',
      title: 'Principal components',
      key: legend,
      picture: scatterFigure({
        title: 'Images by their first two principal components',
        x: `First component (${percent(first)} of the variance)`,
        y: `Second component (${percent(second)})`,
        series: of(pca.points),
      }),
      caption: `The two directions along which the ${map.features} features vary most. What is left out here is ${percent(1 - first - second)} of the variance: classes that overlap in the picture may still be apart.`,
    }),
  ];
  if (umap) {
    figures.push(
      figure(numbering, {
        id: 'umap',
        title: 'UMAP',
        key: legend,
        picture: scatterFigure({
          title: 'Images on a UMAP of their features',
          x: 'UMAP 1',
          y: 'UMAP 2',
          series: of(umap.points),
          bare: true,
        }),
        caption: `Images with near features (cosine, ${umap.neighbours} neighbours, seed ${umap.seed}) lie near each other. Distances between groups, their sizes and their shapes mean nothing; a probe (fovea probe) says whether the classes can be told apart.`,
      }),
    );
  }
  const lead = `${count(labels.length)} images, ${map.features} features each, before the logits.`;
  return document({
    title: map.title,
    nav: [{ id: 'maps', name: 'Maps' }],
    main: [
      html`<div class="summary"><p class="kicker">${map.source}</p><h1>${map.title}</h1><p class="lead">${lead}</p></div>`,
      section('maps', 'Maps of the features', html`<div class="grid">${figures}</div>`),
    ],
    footer: html`Made by Fovea ${map.fovea}. No image, name or score of a patient is in this file.`,
  });
}
