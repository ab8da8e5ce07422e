import type { Image } from './decode.ts';

/** Five columns for each character, the lowest bit on top: enough for names and figures where no font can be counted on. */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '0000000000',
  '%': '2313086462',
  '(': '001C224100',
  ')': '0041221C00',
  '+': '08083E0808',
  ',': '0050300000',
  '-': '0808080808',
  '.': '0060600000',
  '/': '2010080402',
  0: '3E5149453E',
  1: '00427F4000',
  2: '4261514946',
  3: '2141454B31',
  4: '1814127F10',
  5: '2745454539',
  6: '3C4A494930',
  7: '0171090503',
  8: '3649494936',
  9: '064949291E',
  ':': '0036360000',
  '=': '1414141414',
  A: '7E1111117E',
  B: '7F49494936',
  C: '3E41414122',
  D: '7F4141221C',
  E: '7F49494941',
  F: '7F09090901',
  G: '3E4149497A',
  H: '7F0808087F',
  I: '00417F4100',
  J: '2040413F01',
  K: '7F08142241',
  L: '7F40404040',
  M: '7F020C027F',
  N: '7F0408107F',
  O: '3E4141413E',
  P: '7F09090906',
  Q: '3E4151215E',
  R: '7F09192946',
  S: '4649494931',
  T: '01017F0101',
  U: '3F4040403F',
  V: '1F2040201F',
  W: '3F4038403F',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
  _: '4040404040',
};

const ADVANCE = 6;
/** Height of a line of letters, pixels at scale 1. */
export const LETTER_HEIGHT = 7;

/** Writes small white capitals into an RGB image from (x, y), its top left corner; what does not fit is cut off, unknown characters are `-`. */
export function letter(
  image: Image,
  text: string,
  { x, y, scale = 1 }: { x: number; y: number; scale?: number },
): void {
  const { width, height, data } = image;
  for (const [place, character] of [...text.toUpperCase()].entries()) {
    const glyph = GLYPHS[character] ?? GLYPHS['-']!;
    for (let dx = 0; dx < 5 * scale; dx++) {
      const column = Number.parseInt(glyph.slice(2 * Math.floor(dx / scale), 2 * Math.floor(dx / scale) + 2), 16);
      for (let dy = 0; dy < LETTER_HEIGHT * scale; dy++) {
        const [px, py] = [x + place * ADVANCE * scale + dx, y + dy];
        if (!((column >> Math.floor(dy / scale)) & 1) || px < 0 || py < 0 || px >= width || py >= height) continue;
        data.fill(255, 3 * (py * width + px), 3 * (py * width + px) + 3);
      }
    }
  }
}

/** Letters of this scale that fit in so many pixels. */
export const lettersIn = (pixels: number, scale = 1): number => Math.floor(pixels / (ADVANCE * scale));
