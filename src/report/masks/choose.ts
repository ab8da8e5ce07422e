import type { MaskCase } from '../../train/index.ts';
import type { MaskReportModel } from './data.ts';
import { EACH, worstMedianBest } from './worst-median-best.ts';

export interface ChosenCases {
  readonly title: string;
  readonly note: string;
  /** Indices of images. */
  readonly images: readonly number[];
}

/** Dice of one image where there is a region: the mean over the seeds of the model and its classes of region, or of one of them. */
export function imageDice({ runs }: Pick<MaskReportModel, 'runs'>, image: number, region?: number): number | null {
  const values = runs.flatMap(({ cases }) => {
    const own = region === undefined ? cases : [cases[region]!];
    return own.flatMap((images) => dicePositive(images[image]!) ?? []);
  });
  return values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length;
}

const dicePositive = ({ counts: { reference, predicted, both } }: MaskCase): number | null =>
  reference === 0 ? null : (2 * both) / (reference + predicted);

/**
 * Which images to show: the worst, the middle and the best by Dice, false alarms by the area marked, and of several models where they lie
 * furthest apart. Ties by position, so that a report is the same each time.
 */
export function chooseCases(models: readonly Pick<MaskReportModel, 'runs'>[]): ChosenCases[] {
  const images = models[0]!.runs[0]!.cases[0]!.map((_, i) => i);
  const each = images.map((i) => models.map((model) => imageDice(model, i)));
  const mean = each.map((values) => {
    const known = values.filter((v) => v !== null);
    return known.length === 0 ? null : known.reduce((sum, x) => sum + x, 0) / known.length;
  });
  const byDice = (a: number, b: number) => mean[a]! - mean[b]! || a - b;
  const ranked = images.filter((i) => mean[i] !== null);
  const { worst, median, best } = worstMedianBest(ranked, byDice);
  const area = (i: number) =>
    Math.max(
      ...models.flatMap(({ runs }) => runs.flatMap(({ cases }) => cases.map((own) => own[i]!.counts.predicted))),
    );
  const alarms = images.filter((i) => mean[i] === null && area(i) > 0).sort((a, b) => area(b) - area(a) || a - b);
  const spread = (i: number) => Math.max(...each[i]!.map((v) => v ?? 0)) - Math.min(...each[i]!.map((v) => v ?? 0));
  const apart =
    models.length < 2 ? [] : ranked.filter((i) => spread(i) > 0).sort((a, b) => spread(b) - spread(a) || a - b);
  const by = models.length > 1 ? 'By the mean Dice of the models.' : '';
  return [
    {
      title: 'Worst',
      note: `The lowest Dice, regions left empty among them. ${by}`.trim(),
      images: worst,
    },
    { title: 'Median', note: 'From the middle of the order.', images: median },
    { title: 'Best', note: 'The highest Dice.', images: best },
    { title: 'False alarms', note: 'Images without a region, by the area marked.', images: alarms.slice(0, EACH) },
    { title: 'The models disagree', note: 'The Dice of these lie furthest apart.', images: apart.slice(0, EACH) },
  ].filter(({ images: chosen }) => chosen.length > 0);
}
