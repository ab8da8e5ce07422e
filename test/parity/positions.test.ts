import { expect, test } from 'vitest';
import { resamplePositions } from '../../src/models/vit/positions.ts';
import { golden, relativeError, specTensor, TOLERANCE, withoutLeaks } from './shared.ts';

interface Golden {
  input: string;
  prefixTokens: number;
  from: [number, number];
  to: [number, number];
  values: number[];
}

test.each(golden<Golden[]>('positions.json'))(
  'positions of a grid $from for a grid $to, as timm resamples them',
  (g) => {
    withoutLeaks(() => {
      const positions = specTensor(g.input, 3);
      const resampled = resamplePositions(positions, { grid: g.from, prefixTokens: g.prefixTokens }, g.to);
      expect(resampled.shape).toEqual([1, g.prefixTokens + g.to[0] * g.to[1], positions.size(-1)]);
      expect(relativeError(resampled.toArray(), g.values)).toBeLessThanOrEqual(TOLERANCE);
    });
  },
);
