import { join } from 'node:path';
import { attentionProfile, extremes, mosaic } from '../explain/index.ts';
import { writeFileAtomic } from '../formats/index.ts';
import { pngOf } from '../image/index.ts';
import { renderAttentionPage } from '../report/index.ts';
import type { CachedData, OpenModel, Run } from '../train/index.ts';
import { version } from './version.ts';

/** Pixels of the picture of positions, about. */
const SIDE = 640;

/** `attention.html` of a transformer with attention over all tokens; null of other models. */
export async function writeAttentionPage(
  out: string,
  run: Run,
  open: OpenModel,
  data: Pick<CachedData, 'cache' | 'indices'>,
): Promise<string | null> {
  const profile = await attentionProfile(open, data);
  if (profile === null) return null;
  const { grid, positions } = profile;
  const [rows, columns] = grid;
  const lines = Array.from({ length: rows }, (_, r) => positions.slice(r * columns, (r + 1) * columns));
  const domain = extremes(positions.flatMap(({ values }, p) => Array.from(values).filter((_, q) => q !== p)));
  const scale = Math.max(1, Math.round(SIDE / (columns * (columns + 1))));
  const png = await pngOf(mosaic(lines, { domain, scale }));
  const path = join(out, 'attention.html');
  writeFileAtomic(
    path,
    renderAttentionPage({
      title: `Attention of ${run.config.train.model}`,
      source: run.dir,
      fovea: version,
      profile,
      positions: { picture: `data:image/png;base64,${png.toString('base64')}`, domain },
    }),
  );
  return path;
}
