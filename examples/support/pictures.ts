import { writeFileSync } from 'node:fs';
import { writePng } from 'fovea/image';
import type { Tensor } from 'fovea/torch';
import { output } from './lesson.ts';

export interface SheetOptions {
  /** Tiles in a row. */
  readonly columns: number;
  /** Each pixel becomes a square of this side. */
  readonly scale?: number;
  /** What is black and what is white; by default, of each tile, all but its extremes. */
  readonly range?: readonly [black: number, white: number];
}

const GAP = 4;

/** A PNG of tiles, grey [H, W] or colour [3, H, W], all of one size, left to right and top to bottom. */
export async function contactSheet(file: string, tiles: readonly Tensor[], options: SheetOptions): Promise<void> {
  const { columns, scale = 1, range } = options;
  const [rows, cols] = tiles[0]!.shape.slice(-2) as [number, number];
  const [tileHeight, tileWidth] = [rows * scale, cols * scale];
  const width = columns * (tileWidth + GAP) + GAP;
  const height = Math.ceil(tiles.length / columns) * (tileHeight + GAP) + GAP;
  const data = new Uint8Array(width * height * 3).fill(255);

  for (const [i, tile] of tiles.entries()) {
    const values = tile.toFloat32();
    const planes = values.length / (rows * cols);
    const [black, white] = range ?? extent(values);
    const top = GAP + Math.floor(i / columns) * (tileHeight + GAP);
    const left = GAP + (i % columns) * (tileWidth + GAP);
    for (let y = 0; y < tileHeight; y++)
      for (let x = 0; x < tileWidth; x++)
        for (let c = 0; c < 3; c++) {
          const at = (planes === 3 ? c * rows * cols : 0) + Math.floor(y / scale) * cols + Math.floor(x / scale);
          const light = (values[at]! - black) / (white - black || 1);
          data[((top + y) * width + left + x) * 3 + c] = Math.round(255 * Math.min(1, Math.max(0, light)));
        }
  }
  await writePng(output(file), { width, height, channels: 3, data });
  console.log(`picture: runs/course/${file}`);
}

/** All but the darkest and the lightest hundredth, so that a few strong edges do not make the rest grey. */
function extent(values: Float32Array): [number, number] {
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.01), at(0.99)];
}

export interface PlotOptions {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Powers of ten on the y axis. */
  readonly logarithmic?: boolean;
  /** Each curve by its name; the values lie at x = 1, 2, 3 … */
  readonly series: Readonly<Record<string, readonly number[]>>;
}

const COLOURS = ['#0b6e99', '#d1495b', '#66a182', '#8d5a97'];
const [WIDTH, HEIGHT] = [760, 420];
const AREA = { left: 80, right: WIDTH - 30, top: 70, bottom: HEIGHT - 60 };

/** A line plot as an SVG, which every browser opens. */
export function linePlot(file: string, { title, x, y, logarithmic = false, series }: PlotOptions): void {
  const names = Object.keys(series);
  const scale = (value: number) => (logarithmic ? Math.log10(Math.max(value, 1e-20)) : value);
  const values = names.flatMap((name) => series[name]!.map(scale));
  const longest = Math.max(...names.map((name) => series[name]!.length));
  const low = logarithmic ? Math.floor(Math.min(...values)) : Math.min(0, ...values);
  const high = logarithmic ? Math.ceil(Math.max(...values)) : Math.max(...values);
  const px = (i: number) => AREA.left + ((AREA.right - AREA.left) * i) / Math.max(1, longest - 1);
  const py = (value: number) => AREA.bottom - ((AREA.bottom - AREA.top) * (value - low)) / (high - low || 1);

  const text = (at: readonly [number, number], content: string, attributes = '') =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${attributes}>${content}</text>`;
  const steps = logarithmic ? high - low : 4;
  const grid = Array.from({ length: steps + 1 }, (_, k) => {
    const value = low + ((high - low) * k) / steps;
    const label = logarithmic ? `10<tspan dy="-5" font-size="10">${value}</tspan>` : value.toPrecision(2);
    const line = `<line x1="${AREA.left}" x2="${AREA.right}" y1="${py(value)}" y2="${py(value)}" stroke="#ddd"/>`;
    return line + text([AREA.left - 10, py(value) + 4], label, 'text-anchor="end"');
  });
  const every = Math.max(1, Math.ceil(longest / 12));
  const ticks = Array.from({ length: longest }, (_, i) => i).filter((i) => i % every === 0);
  const curves = names.map((name, k) => {
    const points = series[name]!.map((value, i) => `${px(i).toFixed(1)},${py(scale(value)).toFixed(1)}`).join(' ');
    const colour = COLOURS[k % COLOURS.length]!;
    const key = text([AREA.left + 190 * k, 52], `— ${name}`, `fill="${colour}" font-weight="600"`);
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2.5"/>${key}`;
  });
  const middle = (AREA.top + AREA.bottom) / 2;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([AREA.left, 28], title, 'font-size="17" font-weight="600"'),
    ...grid,
    ...ticks.map((i) => text([px(i), AREA.bottom + 20], `${i + 1}`, 'text-anchor="middle"')),
    text([(AREA.left + AREA.right) / 2, HEIGHT - 14], x, 'text-anchor="middle"'),
    text([24, middle], y, `text-anchor="middle" transform="rotate(-90 24 ${middle})"`),
    ...curves,
    '</svg>',
  ];
  writeFileSync(output(file), `${svg.join('\n')}\n`);
  console.log(`picture: runs/course/${file}`);
}
