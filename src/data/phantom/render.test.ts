import { describe, expect, test } from 'vitest';
import { components } from '../../metrics/index.ts';
import { drawFilm, drawPatient } from './patient.ts';
import { type Phantom, renderPhantom } from './render.ts';

const size = 128;
const render = (patient: number, image: number, more = {}) => renderPhantom({ seed: 5, size, patient, image, ...more });
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('the same options give the same picture, whatever was drawn before', () => {
  const first = render(3, 1, { pneumothorax: true, tube: true });
  render(9, 0);
  expect(render(3, 1, { pneumothorax: true, tube: true })).toEqual(first);
});

test('no two pictures are equal: patients, films, seeds', () => {
  const prints = [render(0, 0), render(0, 1), render(1, 0), renderPhantom({ seed: 6, size, patient: 0, image: 0 })];
  expect(new Set(prints.map((p) => Buffer.from(p.image).toString('base64'))).size).toBe(prints.length);
});

test('films of one patient share the anatomy, not the exposure', () => {
  expect(render(4, 0).truth.patient_id).toBe(render(4, 2).truth.patient_id);
  expect(drawPatient(5, 4)).toEqual(drawPatient(5, 4));
  expect(drawFilm(5, 4, 0)).not.toEqual(drawFilm(5, 4, 1));
});

test('a chest film: black beside the neck, dark lungs, bright heart and abdomen', () => {
  const at = (p: Phantom, x: number, y: number) => {
    const spot: number[] = [];
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++)
        spot.push(p.image[(Math.round(y * size) + dy) * size + Math.round(x * size) + dx]!);
    return mean(spot);
  };
  for (let patient = 0; patient < 12; patient++) {
    const p = render(patient, 0, { pneumothorax: false });
    const lungs = (at(p, 0.27, 0.45) + at(p, 0.73, 0.45)) / 2;
    expect(at(p, 0.06, 0.05)).toBeLessThan(0.5 * lungs);
    expect(at(p, 0.5, 0.62)).toBeGreaterThan(lungs + 60);
    expect(at(p, 0.4, 0.93)).toBeGreaterThan(lungs + 60);
    expect(lungs).toBeGreaterThan(35);
    expect(lungs).toBeLessThan(140);
  }
});

describe('pneumothorax', () => {
  test('the mask agrees with the label, the side and the fraction', () => {
    for (let patient = 0; patient < 8; patient++) {
      expect(render(patient, 0, { pneumothorax: false }).mask.every((v) => v === 0)).toBe(true);
      const { mask, truth } = render(patient, 0, { pneumothorax: true });
      const columns = [...mask.keys()].filter((i) => mask[i] === 255).map((i) => i % size);
      expect(columns.length).toBeGreaterThan(30);
      expect(mask.every((v) => v === 0 || v === 255)).toBe(true);
      expect(mean(columns) < size / 2).toBe(truth.side === 'right'); // the patient's right is on the image's left
      expect(truth.fraction).toBeGreaterThan(0.04);
      expect(truth.fraction).toBeLessThan(0.45);
    }
  });

  test('the mask is one region, without loose pixels', () => {
    for (const patient of [2, 5, 6, 8]) {
      // each had some
      const { mask } = renderPhantom({ seed: 1, size: 256, patient, image: 0, pneumothorax: true });
      expect(components({ shape: [256, 256], data: mask.map(Math.sign) }).count, `patient ${patient}`).toBe(1);
    }
  });

  test('a wider fraction gives more air', () => {
    const share = (fraction: [number, number]) =>
      mean([0, 1, 2, 3].map((k) => render(k, 0, { pneumothorax: true, fraction }).truth.fraction));
    expect(share([0.4, 0.5])).toBeGreaterThan(2 * share([0.08, 0.12]));
  });

  test('the crescent is darker than the same places without it, and than the lung across', () => {
    const apart: number[] = [];
    for (let patient = 0; patient < 12; patient++) {
      const sick = render(patient, 0, { pneumothorax: true });
      const well = render(patient, 0, { pneumothorax: false });
      const inside = [...sick.mask.keys()].filter((i) => sick.mask[i] === 255);
      const value = ({ image }: Phantom) => mean(inside.map((i) => image[i]!));
      expect(value(sick)).toBeLessThan(value(well) - 4);
      apart.push(mean(inside.map((i) => sick.image[i - (i % size) + size - 1 - (i % size)]!)) - value(sick));
    }
    expect(mean(apart)).toBeGreaterThan(8);
  });
});

test('a tube is drawn on the side of the pneumothorax', () => {
  for (let patient = 0; patient < 6; patient++) {
    const [bare, tube] = [false, true].map((t) => render(patient, 0, { pneumothorax: true, tube: t }));
    const half = (right: boolean) =>
      mean(
        [...bare!.image.keys()]
          .filter((i) => i % size < size / 2 === right)
          .map((i) => Math.max(0, tube!.image[i]! - bare!.image[i]!)),
      );
    const right = bare!.truth.side === 'right';
    expect(half(right)).toBeGreaterThan(half(!right));
  }
});

test('options that make no picture are refused', () => {
  expect(() => render(0, 0, { size: 20 })).toThrow(/size 20/);
  expect(() => render(0, 0, { fraction: [0.3, 0.1] })).toThrow(/fraction/);
});
