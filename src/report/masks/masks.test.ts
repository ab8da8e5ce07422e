import { expect, test } from 'vitest';
import { random } from '../../stats/index.ts';
import { compareMasks, type MaskedModel } from '../../study/index.ts';
import { measureMasks } from '../../train/index.ts';
import { escapeHtml } from '../html.ts';
import { chooseCases } from './choose.ts';
import type { MaskReport, MaskReportModel } from './data.ts';
import { galleryOf } from './gallery.ts';
import { renderMaskReport } from './page.ts';

const SIDE = 24;
const shape = [SIDE, SIDE];
const square = (x: number, y: number, side: number) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, i) =>
    Number(i % SIDE >= x && i % SIDE < x + side && Math.floor(i / SIDE) >= y && Math.floor(i / SIDE) < y + side),
  );
const truths = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? square(0, 0, 0) : square(3, 4, 2 + (i % 7))));
const masks = (name: string, shift: number) => {
  const draw = random(name);
  return truths.map((_, i) => (i % 3 === 0 ? square(8, 8, draw.int(3)) : square(3 + draw.int(shift), 4, 2 + (i % 7))));
};
const sets = [masks('a', 2), masks('b', 6)];
const models = sets.map((set, m): MaskedModel => {
  const cases = set.map((data, i) => {
    const known = {
      imagePath: `<b>${i}</b>.png`,
      patient: `p${i >> 1}`,
      score: data.includes(1) ? 0.8 : 0.2,
      spacing: null,
    };
    return measureMasks({ shape, data: truths[i]! }, { shape, data }, known);
  });
  return { name: ['near', 'far'][m]!, runs: [{ source: 'x', seed: null, cases: [cases] }] };
});
const { comparison } = compareMasks({ source: 'made', regions: ['region'], groupColumn: 'patient_id' }, models, {
  version: '0',
  replicates: 100,
});
const shown = comparison.models.map((result, m): MaskReportModel => {
  const { cases } = models[m]!.runs[0]!;
  return { ...result, rule: null, runs: [{ seed: null, dice: result.endpoints.dicePositives.value, cases }] };
});

test('the gallery takes the worst, the middle and the best once each, false alarms, and where models part', () => {
  const [worst, median, best, alarms, apart] = chooseCases(shown);
  const all = [worst!, median!, best!].flatMap((g) => g.images);
  expect(new Set(all).size).toBe(all.length);
  expect(alarms!.images.every((i) => i % 3 === 0)).toBe(true);
  expect(apart!.title).toMatch(/disagree/);
  expect(chooseCases(shown.slice(0, 1)).map((g) => g.title)).not.toContain(apart!.title);
});

test('the gallery of four images with a region shows none in two rows', () => {
  const four = shown.slice(0, 1).map(({ runs }) => ({
    runs: runs.map((run) => ({ ...run, cases: run.cases.map((own) => own.filter((_, i) => i % 3 > 0).slice(0, 4)) })),
  }));
  const all = chooseCases(four).flatMap((group) => group.images);
  expect(all).toHaveLength(3);
  expect(new Set(all).size).toBe(3);
});

test('a comparison becomes one page: cases, policies beside the all-empty baseline, sizes, outlines; names are escaped', async () => {
  const mask = (data: Uint8Array) => ({ width: SIDE, height: SIDE, data });
  const gallery = await galleryOf(
    shown,
    {
      picture: () => null,
      reference: async (i) => mask(truths[i]!),
      marked: async (m, i) => mask(sets[m]![i]!),
    },
    { images: true },
  );
  expect(gallery.note).toMatch(/not at hand: outlines alone/);
  const report: MaskReport = {
    ...{ kind: 'comparison', title: 'near against far', source: 'studies/x', created: '2026-01-02T03:04', fovea: '0' },
    ...{ confidence: 0.95, test: comparison.test, models: shown, comparison, gallery },
    people: { value: 0.71, words: 'between two readers' },
    configuration: [],
    warnings: comparison.warnings,
  };
  const page = renderMaskReport(report);
  expect(page).toContain(`Verdict.</span> ${escapeHtml(comparison.verdict.sentence)}`);
  expect(page).toMatch(/Smallest difference this test set could have seen.*Dice<\/span>/);
  expect(page).toMatch(/Dice, both empty scores 1.*0\.333/s); // a third of the images has nothing
  expect(page).toMatch(/0\.71 between two readers/);
  expect(page).toMatch(/<path class="outline reference" d="M/);
  expect(page).not.toContain('<b>1</b>.png');
  expect(page).not.toMatch(/NaN|undefined|\[object/);
});
