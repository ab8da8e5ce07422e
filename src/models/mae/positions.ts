import type { Grid } from '../vit/patch-embed.ts';

/**
 * Fixed position embeddings [prefixTokens + rows × columns, width]: zeros for the tokens before the patches; for a patch sines and
 * cosines of its column in the first half and of its row in the second, as facebookresearch/mae's `get_2d_sincos_pos_embed`.
 * `width` is a multiple of 4.
 */
export function sinCosPositions([rows, columns]: Grid, width: number, prefixTokens: number): Float64Array {
  const quarter = width / 4;
  const frequencies = Array.from({ length: quarter }, (_, i) => 10_000 ** (-i / quarter));
  const out = new Float64Array((prefixTokens + rows * columns) * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (prefixTokens + row * columns + column) * width;
      for (const [i, f] of frequencies.entries()) {
        out[at + i] = Math.sin(column * f);
        out[at + quarter + i] = Math.cos(column * f);
        out[at + 2 * quarter + i] = Math.sin(row * f);
        out[at + 3 * quarter + i] = Math.cos(row * f);
      }
    }
  }
  return out;
}
