import { expect, test } from 'vitest';
import { random } from '../../src/stats/index.ts';
import { compareModels, type LabelledCases, type ScoredModel } from '../../src/study/index.ts';
import { Tally } from './tally.ts';

/**
 * Prediction files of models that are equally good on every case: one latent finding seen through each model's own noise. The
 * verdict is asked as `fovea compare --predictions` asks it.
 */
function nullStudy(models: number, n: number, draw: number) {
  const rng = random('null verdict', models, n, draw);
  const labels = Array.from({ length: n }, () => (rng.next() < 0.3 ? 1 : 0));
  const latent = labels.map((label) => 1.2 * label + rng.normal());
  const cases: LabelledCases = {
    ...{ source: 'null', classes: ['0', '1'], labels, groupColumn: null, groups: null, attributes: {} },
    imagePaths: labels.map((_, i) => `${i}.png`),
    places: labels.map((_, i) => `null:${i + 2}`),
  };
  const scored = Array.from({ length: models }, (_, m): ScoredModel => {
    const probabilities = Float64Array.from(latent, (z) => 1 / (1 + Math.exp(-(z - 1 + rng.normal(0, 0.5)))));
    const threshold = { value: 0.5, rule: 'stated', chosenOn: 'stated' } as const;
    return { name: `model ${m}`, runs: [{ source: `${m}.csv`, seed: null, threshold, probabilities }] };
  });
  return compareModels(cases, scored, { version: 'simulation', replicates: 1 }).comparison;
}

// Two models err as one test does, five far less: the best must beat every other one after Holm.
test.each([
  [2, 200, 1500],
  [2, 600, 1000],
  [5, 200, 600],
  [5, 600, 400],
])('of %i equally good models on %i cases, at most one comparison in twenty calls one better', (models, n, draws) => {
  const tally = new Tally();
  for (let i = 0; i < draws; i++) {
    const { verdict } = nullStudy(models, n, i);
    tally.note('better', verdict.decision === 'a' || verdict.decision === 'b');
    expect(verdict.decision).not.toBe('equivalent'); // no margin was stated
  }
  const [{ percent, error }] = tally.rows() as [ReturnType<Tally['rows']>[number]];
  console.log(`${models} models, n = ${n}: better in ${percent.toFixed(1)} ± ${error.toFixed(1)} % of ${draws}`);
  expect(percent).toBeLessThanOrEqual(5 + 2 * Math.max(error, 100 * Math.sqrt((0.05 * 0.95) / draws)));
});
