import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageSource } from '../../data/index.ts';
import { random } from '../../stats/index.ts';
import type { LabelledCases } from '../label-file.ts';
import {
  keepRobustness,
  kendallTau,
  keptRobustness,
  keyOf,
  measureRobustness,
  type Perturbation,
  type PerturbedModel,
  perturbations,
  perturbedSource,
  severityTableFor,
} from './index.ts';

const N = 120;
const labels = Array.from({ length: N }, (_, i) => i % 2);
const cases: LabelledCases = {
  ...{ source: 'made', classes: ['no', 'yes'], labels, groupColumn: 'patient_id', attributes: {} },
  imagePaths: labels.map((_, i) => `${i}.png`),
  places: labels.map((_, i) => `made:${i}`),
  groups: labels.map((_, i) => `p${i >> 1}`),
};

/** A model whose scores are `signal` times the label and noise, and lose that signal with severity at the rate `loss`. */
function model(name: string, signal: number, loss: number, patchSize: number | null = null): PerturbedModel {
  const scores = (strength: number, key: string) =>
    Float64Array.from(labels, (y, i) => {
      const z = strength * (y - 0.5) + random(name, key, i).normal(0, 0.6);
      return 1 / (1 + Math.exp(-z));
    });
  const under = new Map(
    perturbations(patchSize).map((p) => {
      const severity = p.kind === 'corruption' ? p.severity : 1;
      return [keyOf(p), scores(signal * (1 - (loss * severity) / 5), keyOf(p))] as const;
    }),
  );
  const threshold = { value: 0.5, rule: 'stated', chosenOn: 'stated' } as const;
  return {
    name,
    patchSize,
    runs: [{ source: name, seed: 0, threshold, probabilities: scores(signal, 'clean'), under }],
  };
}
const options = { seed: 0, replicates: 200, confidence: 0.95, table: 'chestmnist' } as const;

test('every severity gets an interval by patient, and balanced errors are those of MedMNIST-C', () => {
  const [strong, weak] = [model('strong', 3, 0.2, 16), model('weak', 1, 0.9)];
  const { models, reference } = measureRobustness(cases, [strong, weak], options);
  expect(reference).toBe('strong');
  const [a, b] = models as [(typeof models)[0], (typeof models)[0]];
  expect(a.corruptions).toHaveLength(13);
  for (const { auroc, balancedError } of a.corruptions.flatMap((c) => c.scores)) {
    if (auroc.low === null) expect(auroc).toMatchObject({ value: 1, reason: 'the same in every resample' });
    else {
      expect(auroc.low).toBeLessThanOrEqual(auroc.value!);
      expect(auroc.high).toBeGreaterThanOrEqual(auroc.value!);
    }
    expect(auroc.method).toContain('by patient');
    expect(balancedError.baseline).toBe(0.5);
  }
  // by hand, from the definition: Σ error / Σ reference's, and Σ (error − clean) / Σ (reference's − its clean)
  const wrong = (m: PerturbedModel, key?: string) => {
    const p = key === undefined ? m.runs[0]!.probabilities : m.runs[0]!.under.get(key)!;
    const rate = (y: number) => labels.filter((l, i) => l === y && Number(p[i]! >= 0.5) !== y).length / (N / 2);
    return (rate(0) + rate(1)) / 2;
  };
  const mean = (m: PerturbedModel) => [1, 2, 3, 4, 5].reduce((sum, s) => sum + wrong(m, `pixelate/${s}`) / 5, 0);
  const pixelate = b.corruptions.find((c) => c.name === 'pixelate')!;
  expect(pixelate.balancedError.value).toBeCloseTo(mean(weak), 12);
  expect(pixelate.increase.value).toBeCloseTo(mean(weak) - wrong(weak), 12);
  expect(pixelate.against!.balancedError.value).toBeCloseTo(mean(weak) / mean(strong), 12);
  const lost = mean(strong) - wrong(strong);
  if (lost > 0)
    expect(pixelate.against!.relativeBalancedError.value).toBeCloseTo((mean(weak) - wrong(weak)) / lost, 12);
  else expect(pixelate.against!.relativeBalancedError.value).toBeNull();
  expect(a.overall.against!.balancedError.value).toBeCloseTo(1, 12);
  expect(a.shifts.map((s) => [s.pixels, s.withinPatch])).toEqual([
    [1, true],
    [2, true],
    [4, true],
    [8, true],
    [16, false],
  ]);
  expect(b.patchSize).toBeNull();
  expect(b.shifts[0]!.change.value).toBeGreaterThan(0);
});

test('a ranking that stands survives, one that turns over is seen, and equal models cannot be told', () => {
  const ranking = (...models: PerturbedModel[]) => measureRobustness(cases, models, options).ranking!;
  expect(ranking(model('a', 6, 0.1), model('b', 0.8, 0.1)).decision).toBe('survives');
  const turned = ranking(model('a', 3, 1.6), model('b', 1, 0));
  expect(turned.decision).toBe('changes');
  expect(turned.tau.value).toBe(-1);
  const unsure = ranking(model('a', 1, 0.3), model('b', 1, 0.3));
  expect(unsure.decision).toBe('cannot tell');
  expect(unsure.sentence).toContain('cannot tell');
});

test("Kendall's tau-b, also with ties", () => {
  expect(kendallTau([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(2 / 3, 12);
  // scipy.stats.kendalltau([1, 2, 2, 3], [1, 2, 3, 3])
  expect(kendallTau([1, 2, 2, 3], [1, 2, 3, 3])).toBeCloseTo(0.8, 12);
  expect(kendallTau([1, 1], [1, 2])).toBeNull();
});

test('a perturbed source gives the same pixels in any order, and planes of colour stay planes', async () => {
  const size = 8;
  const bytes = 3 * size * size;
  const source: ImageSource = {
    ...{ count: 4, channels: 3, size },
    read(indices, out) {
      indices.forEach((index, i) => {
        for (let c = 0; c < 3; c++)
          out.fill(60 * c + index, i * bytes + c * size * size, i * bytes + (c + 1) * size * size);
      });
    },
  };
  const read = async (what: Perturbation, indices: number[]) => {
    const out = new Uint8Array(indices.length * bytes);
    await perturbedSource(source, what, { table: 'chestmnist', seed: 1 }).read(indices, out);
    return indices.map((_, i) => out.slice(i * bytes, (i + 1) * bytes));
  };
  const noise: Perturbation = { kind: 'corruption', name: 'gaussian_noise', severity: 2 };
  const [a, b] = await read(noise, [2, 3]);
  expect(await read(noise, [3, 2])).toEqual([b, a]);
  const plain = new Uint8Array(bytes);
  source.read([1], plain);
  expect((await read({ kind: 'shift', pixels: 3 }, [1]))[0]).toEqual(plain);
  expect((await read({ kind: 'resolution', share: 0.5 }, [1]))[0]).toEqual(plain);
});

test('PneumoniaMNIST has severities of its own', () => {
  expect(severityTableFor('pneumoniamnist_28, test')).toBe('pneumoniamnist');
  expect(severityTableFor('nih_cxr320')).toBe('chestmnist');
});

test('what was found on a run is kept in its folder, and a torn file costs nothing', () => {
  const dir = mkdtempSync(join(tmpdir(), 'fovea-kept-'));
  try {
    expect(keptRobustness({ dir })).toBeUndefined();
    const found = measureRobustness(cases, [model('one', 2, 0.3)], { ...options, replicates: 20 });
    keepRobustness({ dir }, found);
    expect(keptRobustness({ dir })).toEqual(found);
    writeFileSync(join(dir, 'robustness.json'), '{"format":1,');
    expect(keptRobustness({ dir })).toBeUndefined();
  } finally {
    rmSync(dir, { recursive: true });
  }
});
