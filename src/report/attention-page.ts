import type { AttentionProfile } from '../explain/index.ts';
import { document } from './document.ts';
import { frame } from './figures/frame.ts';
import { px } from './figures/path.ts';
import { mark } from './figures/series.ts';
import { fixed } from './format.ts';
import { html, svg } from './html.ts';
import { figure, section, table } from './sections/parts.ts';

export interface AttentionPage {
  readonly title: string;
  readonly source: string;
  readonly fovea: string;
  readonly profile: AttentionProfile;
  /** The similarity of positions as a picture: a data URI, and the values of its darkest and its brightest cell, each patch with itself left out. */
  readonly positions: { readonly picture: string; readonly domain: readonly [low: number, high: number] };
}

/** How a transformer attends, as one HTML page. */
export function renderAttentionPage({ title, source, fovea, profile, positions }: AttentionPage): string {
  const numbering = { figure: 0, table: 0 };
  const { distances, images, imageSize, patchSize, grid } = profile;
  const [low, high] = positions.domain;
  const layers = distances.map((heads, layer) => ({ layer: layer + 1, heads }));
  const figures = [
    figure(numbering, {
      id: 'distance',
      title: 'Mean attention distance',
      picture: distanceFigure(profile),
      caption: `How far each head looks, from patch to patch, in pixels of a ${imageSize} px image, weighed by its attention; a mark is a head, ${images} images. Near the floor (one patch is ${patchSize} px) a head works as a convolution does; the dotted line is attention spread evenly. Class tokens are left out.`,
      table: table(
        'Pixels by layer and head',
        [
          { title: 'Layer', cell: (row) => String(row.layer), numeric: true },
          ...distances[0]!.map((_, head) => ({
            title: `Head ${head + 1}`,
            cell: (row: (typeof layers)[number]) => fixed(row.heads[head], 1),
            numeric: true,
          })),
        ],
        layers,
      ),
    }),
    figure(numbering, {
      id: 'positions',
      title: 'Similarity of position embeddings',
      picture: html`<img class="mosaic" src="${positions.picture}" alt="Cosine similarity of position embeddings, a map for each of ${grid[0]} × ${grid[1]} patches">`,
      caption: `One map for each of the ${grid[0]} × ${grid[1]} patches, where it lies in the image: the cosine of its position embedding with every other’s, from dark (${fixed(low, 2)}) to bright (${fixed(high, 2)} and above; with itself it is 1). Where neighbours are brighter than what is far away, the model has learnt where its patches are.`,
    }),
  ];
  return document({
    title,
    nav: [{ id: 'attention', name: 'Attention' }],
    main: [
      html`<div class="summary"><p class="kicker">${source}</p><h1>${title}</h1></div>`,
      section('attention', 'How the model attends', html`<div class="grid">${figures}</div>`),
    ],
    footer: html`Made by Fovea ${fovea}. No image, name or score of a patient is in this file.`,
  });
}

function distanceFigure({ distances, grid, patchSize }: AttentionProfile) {
  const even = evenDistance(grid, patchSize);
  const top = Math.max(even, ...distances.flat()) * 1.08;
  const ticks = distances.map((_, i) => i + 1);
  return frame(
    {
      title: 'Mean attention distance of each head by layer',
      height: 380,
      x: { label: 'Layer', domain: [0.5, distances.length + 0.5], ticks },
      y: { label: 'Distance (pixels)', domain: [0, top] },
    },
    ({ x, y, left, right }) => [
      svg`<line class="line reference" x1="${left}" x2="${right}" y1="${px(y(even))}" y2="${px(y(even))}"/>`,
      ...distances.flatMap((heads, layer) => heads.map((d) => mark([x(layer + 1), y(d)], 0))),
    ],
  );
}

/** Of attention that is the same everywhere. */
function evenDistance([rows, columns]: readonly [number, number], patchSize: number): number {
  let sum = 0;
  for (let a = 0; a < rows * columns; a++) {
    for (let b = 0; b < rows * columns; b++) {
      sum += Math.hypot(Math.floor(a / columns) - Math.floor(b / columns), (a % columns) - (b % columns));
    }
  }
  return (patchSize * sum) / (rows * columns) ** 2;
}
