import type { Image } from './decode.ts';
import { LETTER_HEIGHT, letter, lettersIn } from './lettering.ts';

export interface Tile {
  /** RGB, no larger than the sheet's tiles. */
  readonly picture: Image;
  /** Lines under it. */
  readonly lines: readonly string[];
}

export interface SheetRow {
  readonly title: string;
  readonly tiles: readonly Tile[];
}

const GAP = 8;
const SCALE = 2;
const LINE = (LETTER_HEIGHT + 3) * SCALE;

/** Pictures in rows on black, each row under its title and each picture over its lines: one RGB image. */
export function contactSheet(rows: readonly SheetRow[], tile: number): Image {
  const columns = Math.max(1, ...rows.map(({ tiles }) => tiles.length));
  const lines = Math.max(0, ...rows.flatMap(({ tiles }) => tiles.map((t) => t.lines.length)));
  const step = LINE + tile + GAP + lines * LINE + GAP;
  const [width, height] = [columns * (tile + GAP) + GAP, rows.length * step + GAP];
  const sheet: Image = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
  for (const [r, { title, tiles }] of rows.entries()) {
    const top = GAP + r * step;
    letter(sheet, title, { x: GAP, y: top, scale: SCALE });
    for (const [c, { picture, lines: under }] of tiles.entries()) {
      const left = GAP + c * (tile + GAP);
      paste(sheet, picture, left + ((tile - picture.width) >> 1), top + LINE + ((tile - picture.height) >> 1));
      for (const [i, text] of under.entries()) {
        const y = top + LINE + tile + GAP + i * LINE;
        letter(sheet, text.slice(0, lettersIn(tile, SCALE)), { x: left, y, scale: SCALE });
      }
    }
  }
  return sheet;
}

function paste(sheet: Image, picture: Image, left: number, top: number): void {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
    sheet.data.set(row, 3 * ((top + y) * sheet.width + left));
  }
}
