import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const run = join(folder.path, 'run');
const small = ['--model', 'small_cnn', '--image-size', '48', '--batch-size', '8'];

beforeAll(() => {
  foveaJson('data', 'phantom', '--out', data, '--count', '72', '--size', '64', '--seed', '3');
  foveaJson('train', '--data', data, ...small, '--epochs', '2', '--out', run);
});
afterAll(() => folder[Symbol.dispose]());

test('training leaves a run folder from which everything can be repeated', () => {
  const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(config.train).toMatchObject({ model: 'small_cnn', imageSize: 48, epochs: 2, batchSize: 8, seed: 0 });
  expect(config.data.classes).toEqual(['0', '1']);
  const events = readFileSync(join(run, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l));
  expect(events.filter((e) => e.event === 'epoch')).toHaveLength(2);
  expect(events.at(-1)).toMatchObject({ event: 'done', weights: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const curves = readdirSync(run).filter((name) => name.startsWith('events.out.tfevents.'));
  expect(curves).toHaveLength(1);
  const content = readFileSync(join(run, curves[0]!), 'latin1');
  const steps = events.filter((e) => e.event === 'step').length;
  for (const [tag, points] of Object.entries({
    'train/loss': steps,
    'train/lr': steps,
    'val/loss': 2,
    'val/auroc': 2,
  })) {
    expect(content.split(tag), tag).toHaveLength(points + 1);
  }
});

test('predictions.csv has image_path, probability and Label, in that order, for the test images', () => {
  const [header, ...rows] = readFileSync(join(run, 'predictions.csv'), 'utf8').trim().split('\n');
  expect(header).toBe('image_path,probability,Label');
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(row).toMatch(/^images\/P\d+_\d\.png,(0\.\d+(e-\d+)?|1|0|\d\.\d+e-\d+),[01]$/);
});

test('the same seed gives the same weights, and predict the same predictions as training', () => {
  const again = join(folder.path, 'again');
  const weights = (dir: string) =>
    JSON.parse(readFileSync(join(dir, 'events.jsonl'), 'utf8').trim().split('\n').at(-1)!).weights;
  foveaJson('train', '--data', data, ...small, '--epochs', '2', '--out', again);
  expect(weights(again)).toBe(weights(run));
  const out = join(folder.path, 'again.csv');
  foveaJson('predict', run, '--data', data, '--split', 'test', '--out', out);
  expect(readFileSync(out, 'utf8')).toBe(readFileSync(join(run, 'predictions.csv'), 'utf8'));
});

test('predict takes bare image files, and shows more columns only when asked', () => {
  const out = join(folder.path, 'files.csv');
  foveaJson('predict', run, '--data', join(data, 'images', 'P00000_0.png'), '--out', out);
  expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('image_path,probability,Label');
  foveaJson('predict', run, '--data', data, '--split', 'test', '--columns', '--out', out);
  expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('image_path,probability,Label,truth,patient_id,split');
});

test('evaluate gives each metric with interval, n, method and baseline, at the threshold frozen on validation', () => {
  const result = foveaJson('evaluate', run, '--split', 'test') as Record<string, never>;
  for (const name of ['auroc', 'averagePrecision', 'accuracy', 'sensitivity', 'specificity', 'f1']) {
    expect(Object.keys(result[name]!)).toEqual(
      expect.arrayContaining(['value', 'low', 'high', 'method', 'n', 'baseline']),
    );
  }
  const { threshold } = JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8'));
  expect(threshold.chosenOn).toBe('validation');
  expect(result.threshold).toBe(threshold.value);
  const { tp, fp, tn, fn } = result.confusion as unknown as Record<string, number>;
  expect(tp! + fp! + tn! + fn!).toBe(result.n);
  const shown = fovea('evaluate', run, '--split', 'test');
  expect(shown.stdout).toContain('Research use only');
});

test('a run is reported with its curves, cases, images and data; as is a split of other images', () => {
  const own = join(run, 'report.html');
  expect(foveaJson('evaluate', run, '--replicates', '200', '--report').report).toBe(own);
  const page = readFileSync(own, 'utf8');
  for (const part of ['id="fig-loss"', 'data:image/jpeg;base64,', 'by patient: none is in two partitions']) {
    expect(page.includes(part), part).toBe(true);
  }
  const kept = JSON.parse(readFileSync(join(run, 'inspection.json'), 'utf8'));
  expect(kept.hash).toBe(JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).data.hash);
  const bare = join(folder.path, 'bare.html');
  expect(foveaJson('report', run, '--out', bare, '--no-images').report).toBe(bare);
  expect(readFileSync(bare, 'utf8').includes('data:image/jpeg')).toBe(false);
  const there = join(folder.path, 'val.html');
  const split = ['evaluate', '--report', there, run, '--split', 'val', '--replicates', '200'];
  expect(foveaJson(...split).report).toBe(there);
  expect(readFileSync(there, 'utf8').includes(', val')).toBe(true);
});

test('a run whose images are gone is still reported, and says what is missing', () => {
  const moved = `${data}-moved`;
  renameSync(data, moved);
  try {
    const out = join(folder.path, 'without.html');
    foveaJson('report', run, '--out', out);
    expect(readFileSync(out, 'utf8').includes('Without images, subgroups and a search for leaks')).toBe(true);
  } finally {
    renameSync(moved, data);
  }
});

test('inspect and models print one JSON object', () => {
  expect(foveaJson('data', 'inspect', data).patientsAcrossSplits).toEqual([]);
  expect((foveaJson('models').models as unknown as { name: string }[]).map((m) => m.name)).toContain('densenet121');
});
