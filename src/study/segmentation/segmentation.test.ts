import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeRle } from '../../formats/index.ts';
import { writePng } from '../../image/index.ts';
import { random } from '../../stats/index.ts';
import { evaluateMasks, measureMasks } from '../../train/index.ts';
import {
  compareMasks,
  type MaskCases,
  type MaskedModel,
  type MaskedTest,
  measureMaskFiles,
  readMaskFile,
} from './index.ts';

const SIDE = 16;
const N = 40;
const shape = [SIDE, SIDE];
const square = (x: number, y: number, side: number) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [dx, dy] = [(i % SIDE) - x, Math.floor(i / SIDE) - y];
    return Number(dx >= 0 && dx < side && dy >= 0 && dy < side);
  });
const truths = Array.from({ length: N }, (_, i) =>
  i % 2 === 0 ? square(3 + (i % 5), 4, 4 + (i % 3)) : square(0, 0, 0),
);

/** Marks the region moved by up to `shift`, and something in a share of the images without one. */
function marks(name: string, shift: number, alarms = 0): Uint8Array[] {
  const draw = random(name);
  return truths.map((_, i) => {
    const [dx, dy, alarm] = [draw.int(shift + 1), draw.int(shift + 1), draw.next()];
    return i % 2 === 0 ? square(3 + (i % 5) + dx, 4 + dy, 4 + (i % 3)) : square(9, 9, alarm < alarms ? 3 : 0);
  });
}
const casesOf = (masks: readonly Uint8Array[]): MaskCases => [
  masks.map((data, i) => {
    const area = data.reduce((a, b) => a + b, 0);
    const known = { imagePath: `${i}.png`, patient: `p${i >> 2}`, score: area / 256, spacing: null };
    return measureMasks({ shape, data: truths[i]! }, { shape, data }, known);
  }),
];
const model = (name: string, ...runs: Uint8Array[][]): MaskedModel => ({
  name,
  runs: runs.map((masks, seed) => ({ source: name, seed: runs.length > 1 ? seed : null, cases: casesOf(masks) })),
});
const where: MaskedTest = { source: 'made', regions: ['region'], groupColumn: 'patient_id' };
const options = { version: '0', replicates: 200 };
const compare = (models: MaskedModel[], more = {}) => compareMasks(where, models, { ...options, ...more }).comparison;
const good = model('good', marks('good', 1));
const bad = model('bad', marks('bad', 4, 0.5));
const empty = model(
  'empty',
  truths.map(() => square(0, 0, 0)),
);

test('the verdict goes by Dice where there is a region: marking nothing loses, though rewarding empty masks would flatter it', () => {
  const { verdict, models, primary } = compare([empty, bad]);
  expect(primary).toBe('dicePositives');
  expect(verdict).toMatchObject({ decision: 'b', winner: 'bad' });
  expect(verdict.sentence).toMatch(/^bad is better by 0\.\d{3} Dice \(/);
  const [none, some] = models;
  expect(none!.endpoints.dicePositives).toMatchObject({ value: 0, baseline: 0, n: N / 2 });
  expect(none!.endpoints.diceReward).toMatchObject({ value: 0.5, baseline: 0.5, n: N });
  expect(none!.endpoints.diceReward.value).toBeGreaterThan(some!.endpoints.dicePunish.value!);
});

test('where the winner marks healthy images that the other leaves empty, a note says so', () => {
  const { verdict, warnings } = compare([empty, bad]);
  expect(verdict.winner).toBe('bad');
  expect(warnings.join()).toMatch(/empty is better than bad by another measure, images without a region left empty/);
});

test('the numbers of one run are those of evaluate, by patient; p of all pairs are adjusted', () => {
  const { models, pairs, test: described } = compare([good, bad, empty]);
  const own = evaluateMasks(good.runs[0]!.cases[0]!, { seed: 0, replicates: 200 });
  expect(models[0]!.endpoints.dicePositives).toEqual(own.dice.positives);
  expect(models[0]!.endpoints.diceSkipBothEmpty).toEqual(own.dice.skipBothEmpty);
  expect(models[0]!.endpoints.leftEmpty).toEqual(own.leftEmpty);
  expect(own.auroc).toMatchObject(models[0]!.endpoints.auroc);
  expect(described).toMatchObject({ n: N, positives: N / 2, groups: N / 4 });
  const primary = pairs.filter((p) => p.metric === 'dicePositives');
  expect(primary).toHaveLength(3);
  for (const { p, pAdjusted, test: name } of primary) {
    expect(pAdjusted!).toBeGreaterThanOrEqual(p!);
    expect(name).toMatch(/by patient/);
  }
});

test('alike models cannot be told apart, and what could have been seen is named; a margin allows "equivalent"', () => {
  const alike = [model('left', marks('left', 1)), model('right', marks('right', 1))];
  const { verdict, minimumDetectableDifference } = compare(alike);
  expect(verdict.decision).toBe('cannot tell');
  expect(minimumDetectableDifference).toBeGreaterThan(0);
  expect(compare(alike, { margin: 0.3 }).verdict.decision).toBe('equivalent');
});

test('a permutation exchanges whole patients, and agrees with the bootstrap on what is clear', () => {
  const { pairs } = compare([good, bad], { permutation: true });
  for (const pair of pairs) expect(pair.test).toMatch(/^paired permutation/);
  expect(pairs.find((p) => p.metric === 'dicePositives')!.p).toBeLessThan(0.01);
});

test('several seeds: their spread is kept apart, and the tests hold it', () => {
  const seeds = (name: string, shift: number) => model(name, ...[0, 1, 2].map((s) => marks(`${name}${s}`, shift)));
  const { models, pairs } = compare([seeds('near', 1), seeds('far', 4)]);
  const [near] = models;
  const mean = near!.runs.reduce((sum, run) => sum + run.values.dicePositives!, 0) / 3;
  expect(near!.endpoints.dicePositives.value).toBeCloseTo(mean, 12);
  expect(near!.spread!.both!).toBeGreaterThanOrEqual(near!.spread!.cases!);
  expect(pairs[0]!.test).toMatch(/two-level/);
});

test('several classes of region count alike', () => {
  const [a] = good.runs[0]!.cases;
  const [b] = bad.runs[0]!.cases;
  const both: MaskedModel = { name: 'both', runs: [{ source: 'x', seed: null, cases: [a!, b!] }] };
  const other: MaskedModel = { name: 'other', runs: [{ source: 'y', seed: null, cases: [b!, b!] }] };
  const { models } = compareMasks({ ...where, regions: ['x', 'y'] }, [both, other], options).comparison;
  const alone = (m: MaskedModel) => compare([m, empty]).models[0]!.endpoints.dicePositives.value!;
  expect(models[0]!.endpoints.dicePositives.value).toBeCloseTo((alone(good) + alone(bad)) / 2, 12);
});

test('a test set without any region, or models measured on other images, is refused in one line', () => {
  const none = truths.map(() => square(0, 0, 0));
  const blank = (name: string): MaskedModel => {
    const cases = none.map((data, i) =>
      measureMasks({ shape, data }, { shape, data }, { imagePath: `${i}`, patient: `${i}`, score: 0, spacing: null }),
    );
    return { name, runs: [{ source: name, seed: null, cases: [cases] }] };
  };
  expect(() => compare([blank('a'), blank('b')])).toThrow(/made: none of its 40 images has a region/);
  expect(() => compare([good, blank('b')])).toThrow(/b: was not measured on the same images and masks as good/);
});

const dir = mkdtempSync(join(tmpdir(), 'fovea-mask-files-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string) => join(dir, name);
const size = { width: SIDE, height: SIDE };
const csv = (name: string, masks: readonly Uint8Array[], more = '') => {
  const rows = masks.map((mask, i) => `${i}.png, ${encodeRle(mask, size)}${more && `,p${i >> 2}`}`);
  writeFileSync(file(name), `ImageId, EncodedPixels${more}\n${rows.join('\n')}\n`);
  return file(name);
};

test('run lengths and folders of PNGs give the same cases, with patients from the reference', async () => {
  const masks = marks('files', 2, 0.3);
  const reference = readMaskFile(csv('reference.csv', truths, ',patient_id'));
  mkdirSync(file('pngs'));
  await Promise.all(
    masks.map((mask, i) => writePng(file(`pngs/${i}.png`), { ...size, channels: 1, data: mask.map((v) => v * 255) })),
  );
  const files = [readMaskFile(csv('a.csv', masks)), readMaskFile(file('pngs'))];
  const { test: found, runs, notes } = await measureMaskFiles(reference, files, { rleSize: SIDE });
  expect(found.groupColumn).toBe('patient_id');
  expect(runs[0]!.cases).toEqual(runs[1]!.cases);
  expect(runs[0]!.cases[0]!.map((c) => c.counts)).toEqual(casesOf(masks)[0]!.map((c) => c.counts));
  expect(runs[0]!.cases[0]![5]!.patient).toBe('p1');
  expect(notes.join()).toMatch(/the area marked stands for it/);
});

test('masks that do not fit are named with their line', async () => {
  const reference = readMaskFile(csv('reference.csv', truths));
  const measured = (path: string) => measureMaskFiles(reference, [readMaskFile(path)], { rleSize: SIDE });
  await expect(measured(csv('few.csv', truths.slice(1)))).rejects.toThrow(/reference\.csv:\d+: .*has no mask in .*few/);
  writeFileSync(
    file('more.csv'),
    `ImageId, EncodedPixels\n${[...truths, truths[1]!].map((_, i) => `${i}.png,-1`).join('\n')}\n`,
  );
  await expect(measured(file('more.csv'))).rejects.toThrow(/more\.csv:42: 40\.png has no reference/);
  writeFileSync(
    file('torn.csv'),
    `ImageId, EncodedPixels\n${truths.map((_, i) => `${i}.png,${i === 3 ? '1 2 3' : -1}`).join('\n')}\n`,
  );
  await expect(measured(file('torn.csv'))).rejects.toThrow(/torn\.csv:5: malformed run lengths/);
  mkdirSync(file('small'));
  await Promise.all(
    truths.map((_, i) =>
      writePng(file(`small/${i}.png`), { width: 8, height: 8, channels: 1, data: new Uint8Array(64) }),
    ),
  );
  await expect(measured(file('small'))).rejects.toThrow(/0\.png: the mask of 0\.png is 8 × 8, its reference 16 × 16/);
});
