import { expect, test } from 'vitest';
import { labelReport } from '../../text/findings/index.ts';
import { type PhantomTruth, phantomReport } from './index.ts';

const truth = (more: Partial<PhantomTruth>): PhantomTruth => ({
  ...{ patient_id: 'P00000', view: 'PA', sex: 'F', age: 50, pneumothorax: false, side: '', fraction: 0, tube: false },
  ...more,
});
const names = Array.from({ length: 60 }, (_, i) => `film ${i}`);

test('reports say what is true, in many wordings, and are a function of seed and name', () => {
  const sick = truth({ pneumothorax: true, side: 'left', fraction: 0.1, tube: true });
  const [yes, no] = [sick, truth({})].map((t) => names.map((name) => phantomReport(t, { seed: 1, name })));
  for (const text of yes!) {
    expect(labelReport(text).pneumothorax, text).toBe('present');
    expect(text).toMatch(/left/i);
    expect(text).toMatch(/small/i);
    expect(text).toMatch(/chest tube/i);
    expect(text).not.toMatch(/[{}]/);
  }
  for (const text of no!) expect(labelReport(text).pneumothorax, text).toBe('absent');
  expect(new Set(yes).size).toBeGreaterThan(50);
  expect(names.map((name) => phantomReport(sick, { seed: 1, name }))).toEqual(yes);
  expect(phantomReport(sick, { seed: 2, name: names[0]! })).not.toBe(yes![0]);
});
