import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AugmentConfig, augmentParams, NO_AUGMENT, parseAugment } from './index.ts';

const only = (part: Partial<AugmentConfig>): AugmentConfig => ({ ...NO_AUGMENT, ...part });
const many = (config: AugmentConfig, n = 400) => Array.from({ length: n }, (_, i) => augmentParams(config, 1, 0, i));

describe('parameters', () => {
  test('are a function of seed, epoch and index', () => {
    const config = parseAugment({});
    expect(augmentParams(config, 1, 2, 3)).toEqual(augmentParams(config, 1, 2, 3));
    const others: [number, number, number][] = [
      [2, 2, 3],
      [1, 3, 3],
      [1, 2, 4],
    ];
    for (const other of others) {
      expect(augmentParams(config, ...other)).not.toEqual(augmentParams(config, 1, 2, 3));
    }
  });

  test('nothing asked, nothing done', () => {
    for (const p of many(NO_AUGMENT, 20)) {
      expect(p.theta.map((v) => v + 0)).toEqual([1, 0, 0, 0, 1, 0].map((v) => expect.closeTo(v, 12)));
      expect([p.brightness + 0, p.contrast]).toEqual([0, 1]);
    }
  });

  test('one part switched off leaves the draws of the others', () => {
    const both = augmentParams(only({ brightness: 0.2, rotate: 20 }), 1, 0, 5);
    expect(augmentParams(only({ brightness: 0.2 }), 1, 0, 5).brightness).toBe(both.brightness);
    expect(augmentParams(only({ rotate: 20 }), 1, 0, 5).theta).toEqual(both.theta);
  });

  test('flip happens as often as asked', () => {
    const flips = many(only({ flip: 0.3 }), 2000).filter((p) => p.theta[0] < 0).length / 2000;
    expect(flips).toBeCloseTo(0.3, 1);
    expect(many(only({ flip: 1 }), 50).every((p) => p.theta[0] === -1)).toBe(true);
  });

  test('rotation keeps lengths and angles and stays within its limit', () => {
    for (const {
      theta: [a, b, , c, d],
    } of many(only({ rotate: 30 }))) {
      expect(a * d - b * c).toBeCloseTo(1, 10);
      expect(a * b + c * d).toBeCloseTo(0, 10);
      expect(Math.abs(Math.atan2(b, a))).toBeLessThanOrEqual((30 * Math.PI) / 180);
    }
  });

  test('zoom and shift stay within their limits', () => {
    for (const { theta } of many(only({ scale: [0.8, 1.25], shift: 0.1 }))) {
      expect(1 / theta[0]).toBeGreaterThanOrEqual(0.8);
      expect(1 / theta[0]).toBeLessThanOrEqual(1.25);
      expect(Math.abs(theta[2] / theta[0])).toBeLessThanOrEqual(0.2 + 1e-9); // ±1 is half the side
    }
  });

  test('a crop keeps the area asked and lies within the image, for any area and aspect', () => {
    const config = fc.record({
      area: fc.double({ min: 0.05, max: 1, noNaN: true }),
      aspect: fc.double({ min: 0.1, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(config, fc.nat(), ({ area, aspect }, index) => {
        const { theta } = augmentParams(only({ cropArea: [area, area], cropAspect: [aspect, aspect] }), 1, 0, index);
        const [width, , x, , height, y] = theta;
        expect(width * height).toBeCloseTo(area, 9);
        expect(Math.abs(x) + width).toBeLessThanOrEqual(1 + 1e-9);
        expect(Math.abs(y) + height).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('config', () => {
  test('has defaults, and refuses unknown keys and nonsense in one line that names the key', () => {
    expect(parseAugment({ rotate: 3 })).toEqual({ ...AugmentConfig.parse({}), rotate: 3 });
    expect(() => parseAugment({ rotaet: 3 })).toThrow(/augment: .*rotaet/);
    expect(() => parseAugment({ flip: 2 })).toThrow(/^augment\.flip: /);
    expect(() => parseAugment({ scale: [1.2, 0.9] })).toThrow(
      'augment.scale: the first number must not be above the second',
    );
    expect(() => parseAugment({ cropArea: [0.5, 2] })).toThrow(
      'augment.cropArea: a crop cannot keep more than the whole area',
    );
  });
});
