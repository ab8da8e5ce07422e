import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRleCsv } from '../../src/formats/index.ts';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const out = join(folder.path, 'study');
const config = join(folder.path, 'config.json');
const runOf = (name: string) => join(out, 'runs', name);
const page = (dir: string) => readFileSync(join(dir, 'report.html'), 'utf8');

interface Comparison {
  task: string;
  primary: string;
  models: {
    name: string;
    endpoints: Record<string, { value: number | null; n: number; baseline: number | null }>;
    cost: { parameters: number; gmacs: number | null };
    regions: Record<string, { lesions: { bySize: unknown[] } }>;
  }[];
  pairs: { metric: string; test: string }[];
  verdict: { decision: string; sentence: string };
}

beforeAll(() => {
  foveaJson('data', 'phantom', '--out', data, '--count', '60', '--size', '32', '--seed', '7');
  const variants = { narrow: { segmentation: { baseWidth: 2 } } };
  writeFileSync(config, JSON.stringify({ segmentation: { baseWidth: 4 }, threads: 1, precision: 'f32', variants }));
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

const train = (...more: string[]) =>
  [
    'compare',
    '--task',
    'segmentation',
    '--data',
    data,
    '--config',
    config,
    '--image-size',
    '32',
    '--out',
    out,
    ...more,
  ] as const;

test('a model and its variant are trained on equal terms and compared by Dice where there is a region', () => {
  const args = train('--models', 'unet,unet:narrow', '--budget', '1epochs', '--seeds', '2', '--replicates', '100');
  const found = foveaJson(...args) as unknown as Comparison;
  expect(found).toMatchObject({ task: 'segmentation', primary: 'dicePositives' });
  const [whole, narrow] = found.models;
  expect([whole!.name, narrow!.name]).toEqual(['unet', 'unet:narrow']);
  expect(narrow!.cost.parameters).toBeLessThan(whole!.cost.parameters);
  expect(narrow!.cost.gmacs).toBeNull();
  expect(whole!.endpoints.dicePositives!.baseline).toBe(0);
  expect(whole!.endpoints.diceReward!.baseline).toBeGreaterThan(0.3);
  expect(whole!.regions.region!.lesions.bySize).toHaveLength(4);
  expect(new Set(found.pairs.map((p) => p.metric)).size).toBe(7);
  expect(found.pairs[0]!.test).toMatch(/two-level/);
  expect(page(out)).toMatch(/What empty masks do to the number.*Lesions found, by size.*outline reference/s);
  // resumed from its plan, it trains nothing anew
  const again = fovea('compare', '--resume', out);
  expect(again.stdout).toMatch(/Verdict \(Dice where there is a region\): /);
  expect(again.stderr).toMatch(/unet:narrow, seed 1: done before/);
}, 120_000);

test('a run has its own report, with the Dice of people as stated context only', () => {
  const run = runOf('unet_narrow-seed0');
  const { report } = foveaJson('report', run, '--reference-dice', '0.71', 'between two readers') as { report: never };
  expect(report).toBe(join(run, 'report.html'));
  expect(page(run)).toMatch(/0\.71 between two readers/);
  expect(page(run)).toMatch(/not measured on these cases/);
  expect(fovea('report', run, '--reference-dice', 'high').status).toBe(2);
  foveaJson('report', run);
  expect(page(run)).not.toMatch(/two readers/);
});

test('run lengths of any program are compared and evaluated without a model', () => {
  const [a, b] = ['unet-seed0', 'unet_narrow-seed0'].map((name) => join(runOf(name), 'masks.csv'));
  const reference = join(folder.path, 'reference.csv');
  const rows = readRleCsv(a!).map(({ imageId, runs }, i) => {
    return `${imageId},${i % 2 === 0 ? '40 5 27 5' : runs},P${i >> 1}`;
  });
  writeFileSync(reference, `ImageId, EncodedPixels,patient_id\n${rows.join('\n')}\n`);
  const study = join(folder.path, 'files');
  const files = ['--task', 'segmentation', '--labels', reference, '--rle-size', '32'];
  const args = ['compare', ...files, '--predictions', a!, b!, '--names', 'x,y', '--replicates', '100', '--out', study];
  const found = foveaJson(...args) as unknown as Comparison;
  expect(found.models.map((m) => m.name)).toEqual(['x', 'y']);
  expect(found.verdict.sentence).toMatch(/\.$/);
  expect(existsSync(join(study, 'report.html'))).toBe(true);
  const { classes } = foveaJson('evaluate', ...files, '--predictions', a!, '--replicates', '50') as never as {
    classes: { region: { dice: { positives: { value: number } } } };
  };
  expect(classes.region.dice.positives.value).toBeCloseTo(found.models[0]!.endpoints.dicePositives!.value!, 12);
});

test('what is wrong is named before anything is written', () => {
  const refused = (more: string[], status: number, message: RegExp) => {
    const outcome = fovea(...train(...more, '--out', join(folder.path, 'none')));
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expect(outcome.status).toBe(status);
  };
  refused(['--models', 'unet,unet:wider', '--budget', '1epochs'], 2, /no variant "wider"; there are identity, narrow/);
  refused(['--models', 'unet,densenet121', '--budget', '1epochs'], 1, /no model "densenet121"|densenet121/);
  refused(['--models', 'unet,unet:segmentation.width=3', '--budget', '1epochs'], 1, /segmentation: Unrecognized key/);
  refused(['--models', 'unet,unet:narrow', '--budget', '1epochs', '--fractions', '0.5,1'], 2, /--fractions is not for/);
  expect(existsSync(join(folder.path, 'none'))).toBe(false);
  const lost = fovea('compare', '--task', 'segmentation', '--predictions', 'a.csv', 'b.csv', '--labels', 'none.csv');
  expect(lost.stderr).toMatch(/none\.csv/);
  expect(lost.status).toBe(1);
});
