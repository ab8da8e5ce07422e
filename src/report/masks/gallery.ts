import { type LabelMask, resizeLabels } from '../../data/index.ts';
import { outlinePath } from '../figures/outline.ts';
import { type Picture, thumbnail } from '../thumbnails.ts';
import { chooseCases, imageDice } from './choose.ts';
import type { Gallery, GalleryCase, MaskReportModel } from './data.ts';

/** Where the images and masks of test cases are, by index; null what is not at hand. */
export interface CaseSource {
  picture(image: number): Picture | null;
  /** All classes of region in one. */
  reference(image: number): Promise<LabelMask | null>;
  marked(model: number, image: number): Promise<LabelMask | null>;
}

/** Pictures are at most so wide and high; outlines are drawn in as many steps. */
const SIDE = 320;

/** The chosen cases with their pictures and outlines. A picture or mask that cannot be read is left out and said to be. */
export async function galleryOf(
  models: readonly MaskReportModel[],
  source: CaseSource,
  { images }: { readonly images: boolean },
): Promise<Gallery> {
  const missing = { pictures: 0, masks: 0 };
  const groups = [];
  for (const { title, note, images: chosen } of chooseCases(models)) {
    const cases: GalleryCase[] = [];
    for (const i of chosen) cases.push(await caseOf(i, { models, source, images, missing }));
    groups.push({ title, note, cases });
  }
  const words = [
    !images && 'Images were left out of this file (--no-images): outlines alone are shown.',
    images && missing.pictures > 0 && `${missing.pictures} of these images are not at hand: outlines alone are shown.`,
    missing.masks > 0 && `${missing.masks} of these masks are not at hand, and are not outlined.`,
  ].filter((word) => word !== false);
  return { groups, note: words.length === 0 ? null : words.join(' ') };
}

interface Parts {
  readonly models: readonly MaskReportModel[];
  readonly source: CaseSource;
  readonly images: boolean;
  readonly missing: { pictures: number; masks: number };
}

async function caseOf(i: number, { models, source, images, missing }: Parts): Promise<GalleryCase> {
  const picture = images ? source.picture(i) : null;
  const image = picture === null ? null : await thumbnail(picture, SIDE);
  if (image === null && images) missing.pictures++;
  const own = models[0]!.runs[0]!.cases;
  const masks = [source.reference(i), ...models.map((_, m) => source.marked(m, i))];
  const [reference, ...marked] = await Promise.all(masks.map((mask) => mask.catch(() => null)));
  missing.masks += [reference, ...marked].filter((mask) => mask === null).length;
  const first = [reference, ...marked].find((mask) => mask !== null) ?? null;
  const size = first === null ? { width: SIDE, height: SIDE } : within(first);
  const path = (mask: LabelMask | null | undefined) =>
    mask ? outlinePath({ ...size, data: resizeLabels(mask, size) }) : null;
  return {
    imagePath: own[0]![i]!.imagePath,
    patient: own[0]![i]!.patient,
    dice: models.map((model) => imageDice(model, i)),
    area: own.reduce((sum, region) => sum + region[i]!.counts.reference, 0) / own[0]![i]!.pixels,
    image,
    ...size,
    reference: path(reference),
    marked: marked.map(path),
  };
}

function within({ width, height }: { width: number; height: number }) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
