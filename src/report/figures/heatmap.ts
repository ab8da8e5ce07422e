import { type Html, svg } from '../html.ts';
import { picture } from './frame.ts';
import { px } from './path.ts';

export interface HeatMapOptions {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `[row][column]`; null is left empty. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
  /** A second, smaller line in a cell. */
  readonly note?: (row: number, column: number) => string | null;
  readonly rowTitle?: string;
  readonly columnTitle?: string;
  /** Value of the lightest and of the darkest cell; default the extremes. */
  readonly domain?: readonly [number, number];
  readonly cell?: { readonly width: number; readonly height: number };
  readonly labelWidth?: number;
}

/**
 * A table of shaded cells: one hue, and every value written in its cell, so that shade is only a help. It ends at half the accent, on which
 * the ink of either theme still has a contrast of 4.5.
 */
export function heatMap(options: HeatMapOptions): Html {
  const { rows, columns, values, cell = { width: 58, height: 26 }, rowTitle, columnTitle } = options;
  const labelWidth = options.labelWidth ?? 20 + 7 * Math.max(4, ...rows.map((r) => r.length));
  const left = labelWidth + (rowTitle ? 18 : 0);
  const top = 24 + (columnTitle ? 20 : 0);
  const known = values.flat().filter((v) => v !== null);
  const [low, high] = options.domain ?? [Math.min(...known), Math.max(...known)];
  const shade = (v: number) => (high > low ? Math.min(1, Math.max(0, (v - low) / (high - low))) : 0.5);
  const width = left + columns.length * cell.width + 6;
  const height = top + rows.length * cell.height + 6;
  const centre = (c: number) => px(left + (c + 0.5) * cell.width);
  return picture(options.title, width, height, [
    columnTitle &&
      svg`<text class="label" x="${px(left + (columns.length * cell.width) / 2)}" y="14" text-anchor="middle">${columnTitle}</text>`,
    rowTitle &&
      svg`<text class="label" transform="translate(12 ${px(top + (rows.length * cell.height) / 2)}) rotate(-90)" text-anchor="middle">${rowTitle}</text>`,
    columns.map(
      (name, c) => svg`<text class="tick" x="${centre(c)}" y="${top - 7}" text-anchor="middle">${name}</text>`,
    ),
    rows.map((name, r) => {
      const y = top + r * cell.height;
      return [
        svg`<text class="tick" x="${left - 8}" y="${px(y + cell.height / 2 + 4)}" text-anchor="end">${name}</text>`,
        columns.map((_, c) => {
          const value = values[r]?.[c] ?? null;
          if (value === null) return null;
          const opacity = px(0.05 + 0.45 * shade(value));
          const note = options.note?.(r, c) ?? null;
          const middle = y + cell.height / 2 + (note ? -2 : 4);
          return svg`<rect class="cell" x="${px(left + c * cell.width)}" y="${px(y)}" width="${cell.width - 1.5}" height="${cell.height - 1.5}" fill-opacity="${opacity}"/><text class="cell-text" x="${centre(c)}" y="${px(middle)}" text-anchor="middle">${options.format(value)}</text>${note && svg`<text class="cell-text note" x="${centre(c)}" y="${px(middle + 15)}" text-anchor="middle">${note}</text>`}`;
        }),
      ];
    }),
  ]);
}
