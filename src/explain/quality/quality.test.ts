import { expect, test } from 'vitest';
import { scope, tensor } from '../../torch/index.ts';
import {
  chanceFaithfulness,
  coveredShare,
  explanationQuality,
  faithfulness,
  mapLikeness,
  parseBoxes,
  pointsAt,
} from '../index.ts';

test('an answer that hangs on one corner: the map that marks it deletes and inserts better than one that does not, and than chance', () => {
  scope(() => {
    const image = tensor(
      Float64Array.from({ length: 256 }, (_, i) => Number(i % 16 < 4 && i < 64)),
      { shape: [1, 1, 16, 16] },
    );
    const probability = (images: typeof image) =>
      scope(() =>
        images
          .narrow(2, 0, 4)
          .narrow(3, 0, 4)
          .mean({ dim: [1, 2, 3] })
          .toArray(),
      ) as Float64Array;
    const at = (corner: number) => ({
      rows: 4,
      columns: 4,
      values: Array.from({ length: 16 }, (_, i) => Number(i === corner)),
    });
    const options = { probability, steps: 16 };
    const [right, wrong] = [faithfulness(image, at(0), options), faithfulness(image, at(15), options)];
    const chance = chanceFaithfulness(image, [1, 'a.png'], options);
    expect(right.deletion).toBeLessThan(0.1);
    expect(wrong.deletion).toBeGreaterThan(right.deletion + 0.3);
    expect(right.insertion).toBeGreaterThan(0.9);
    expect(right.insertion).toBeGreaterThan(chance.insertion);
    expect(right.deletion).toBeLessThan(chance.deletion);
    expect(chanceFaithfulness(image, [1, 'a.png'], options)).toEqual(chance);
    expect(chanceFaithfulness(image, [1, 'b.png'], options)).not.toEqual(chance);
  });
});

test('boxes, and maps that point at them', () => {
  const boxes = parseBoxes('Mass:10,20,30,40;Nodule:0,0,10,10', 'labels.csv:3');
  expect(boxes[0]).toEqual({ label: 'Mass', x: 10, y: 20, width: 30, height: 40 });
  expect(parseBoxes('', 'x')).toEqual([]);
  for (const bad of ['Mass', 'Mass:1,2,3', 'Mass:1,2,0,4', 'Mass:1,2,a,4'])
    expect(() => parseBoxes(bad, 'labels.csv:3')).toThrow(/^labels\.csv:3: .*Label:x,y,width,height/);
  const size = { width: 100, height: 100 };
  expect(coveredShare(boxes, size)).toBeCloseTo(0.13, 10);
  const heat = { rows: 2, columns: 2, values: [1, 0, 0, 0] };
  expect(pointsAt(heat, boxes, size)).toBe(true); // its centre is (25, 25)
  expect(pointsAt({ ...heat, values: [0, 1, 0, 0] }, boxes, size)).toBe(false);
  expect(pointsAt({ ...heat, values: [1, 1, 1, 1] }, boxes, size), 'a blank map').toBe(false);
});

test('likeness is the rank correlation, on the finer grid', () => {
  const map = (...values: number[]) => ({ rows: 1, columns: values.length, values });
  expect(mapLikeness(map(1, 2, 9), map(3, 4, 5))).toBeCloseTo(1, 12);
  expect(mapLikeness(map(1, 2, 9), map(5, 4, 3))).toBeCloseTo(-1, 12);
  expect(mapLikeness(map(1, 2, 2, 3), map(1, 2, 3, 4))).toBeCloseTo(0.9486832980505138, 12); // scipy.stats.spearmanr
  expect(mapLikeness(map(1, 1), map(1, 2))).toBeNull();
});

test('quality is summed up by patient, against chance', () => {
  const at = (patient: string, deletion: number, hit: boolean | null) => ({
    patient,
    own: { deletion, insertion: 0.8 },
    chance: { deletion: 0.5, insertion: 0.6 },
    likeness: 0.1,
    pointing: hit === null ? null : { hit, chance: 0.2 },
  });
  const quality = explanationQuality([at('a', 0.2, true), at('a', 0.3, false), at('b', 0.1, null), at('c', 0.4, true)]);
  expect(quality.deletion).toMatchObject({ value: 0.25, n: 4, baseline: 0.5 });
  expect(quality.deletionGain.value).toBeCloseTo(0.25, 12);
  expect(quality.insertionGain).toMatchObject({ baseline: 0, n: 4 });
  expect(quality.pointingGame).toMatchObject({ n: 3, baseline: expect.closeTo(0.2, 12), method: 'Wilson by patient' });
  expect(quality.pointingGame!.value).toBeCloseTo(2 / 3, 12);
  expect(explanationQuality([at('a', 0.2, null), at('b', 0.2, null)]).pointingGame).toBeNull();
});
