import { expect, test } from 'vitest';
import { random } from '../../src/stats/index.ts';
import type { MaskedModel } from '../../src/study/index.ts';
import { compareMaskPairs } from '../../src/study/segmentation/pairs.ts';

const DRAWS = 400;
const IMAGES = 80;

/** Two models alike in all but luck, on images two a patient, a little under half of them with a region. */
function equalModels(draw: number): [MaskedModel, MaskedModel] {
  const world = random('masks', draw);
  const patients = Array.from({ length: IMAGES / 2 }, () => world.normal());
  const images = Array.from({ length: IMAGES }, (_, i) => ({
    ease: patients[i >> 1]! + world.normal(0, 0.7),
    region: world.next() < 0.45,
  }));
  const model = (m: number): MaskedModel => {
    const own = random('masks', draw, m);
    const cases = images.map(({ ease, region }, i) => {
      const z = ease + own.normal(0, 0.8);
      const dice = region ? Math.max(0, 1 / (1 + Math.exp(-z)) - 0.15) : 0;
      const predicted = region ? (dice > 0 ? 500 : 0) : z > 0.9 ? 200 : 0;
      return {
        ...{ imagePath: `${i}`, patient: `p${i >> 1}`, score: 1 / (1 + Math.exp(-z - Number(region))) },
        counts: { reference: region ? 500 : 0, predicted, both: Math.round(500 * dice) },
        lesions: { lesions: [], regions: [] },
        ...{ pixels: 1e5, hd95: null, assd: null, nsd: null, spacing: null },
      };
    });
    return { name: `m${m}`, runs: [{ source: `m${m}`, seed: null, cases: [cases] }] };
  };
  return [model(0), model(1)];
}

test.each([false, true])('tests of two equal segmentation models keep their level, permutation %s', (permutation) => {
  const rejected = new Map<string, number>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const settings = { confidence: 0.95, alpha: 0.05, power: 0.8, replicates: 400, seed: draw, margin: null };
    for (const { metric, p } of compareMaskPairs(equalModels(draw), { ...settings, permutation })) {
      rejected.set(metric, (rejected.get(metric) ?? 0) + Number(p !== null && p < 0.05));
    }
  }
  // three standard errors of a share of 0.05 above; a test of few discordant images may well be below
  for (const [metric, count] of rejected)
    expect(count / DRAWS, metric).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / DRAWS));
});
