import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeRle, readRleCsv } from '../../src/formats/index.ts';
import { decodeImage, writePng } from '../../src/image/index.ts';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';
import { finalWeights, trainUntilKilled } from './kill.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const run = join(folder.path, 'run');
const config = join(folder.path, 'config.json');
const train = (from: string, out: string) =>
  fovea('segment', '--data', from, '--config', config, '--epochs', '2', '--image-size', '32', '--out', out);

beforeAll(() => {
  foveaJson('data', 'phantom', '--out', data, '--count', '60', '--size', '48', '--seed', '7');
  const small = { segmentation: { baseWidth: 4 }, checkpointEvery: 2, threads: 1, ema: 0.9, testTime: 'flip' };
  writeFileSync(config, JSON.stringify({ ...small, precision: 'f32', sampler: 'balanced' }));
  const { status, stderr } = train(data, run);
  expect(stderr).toMatch(/Dice of positives/);
  expect(status).toBe(0);
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

test('the threshold and least area are frozen with the run, from validation images', () => {
  const { classes, threshold, validation } = JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8'));
  expect(classes).toEqual(['background', 'region']);
  expect(threshold).toMatchObject({ chosenOn: 'validation' });
  expect(validation.region.n).toBe(threshold.n);
});

test('evaluate states Dice under every policy beside what marking nothing reaches', () => {
  const { classes } = foveaJson('evaluate', run, '--replicates', '50') as never as {
    classes: { region: Record<string, Record<string, { value: number; n: number; baseline: number }>> };
  };
  const { dice, n, positives } = classes.region as never as {
    dice: Record<string, { n: number; baseline: number | null }>;
    n: number;
    positives: number;
  };
  expect(dice.positives).toMatchObject({ n: positives, baseline: 0 });
  expect(dice.reward!.baseline).toBeCloseTo((n - positives) / n, 12);
  expect(dice.punish).toMatchObject({ n, baseline: 0 });
  expect(fovea('evaluate', run, '--replicates', '50').stdout).toMatch(/Dice, positives only .*\n/);
});

test('predict writes masks, run lengths that come back as them, a table and overlays', async () => {
  const out = join(folder.path, 'out');
  const { n } = foveaJson(
    'predict',
    run,
    '--data',
    data,
    '--split',
    'test',
    '--out',
    out,
    '--overlays',
    '--contact-sheet',
  ) as never as {
    n: number;
  };
  const masks = readdirSync(join(out, 'masks'));
  expect(masks).toHaveLength(n);
  expect(readdirSync(join(out, 'overlays'))).toHaveLength(n);
  expect((await decodeImage(join(out, 'contact-sheet.png'), { channels: 3 })).width).toBeGreaterThan(240);
  for (const { imageId, runs } of readRleCsv(join(out, 'masks.csv'))) {
    const { data: stored, ...size } = await decodeImage(join(out, 'masks', `${imageId}.png`), { channels: 1 });
    expect(size.width).toBe(48);
    expect(decodeRle(runs, size)).toEqual(stored.map((v) => Number(v === 255)));
  }
  const [header, ...rows] = readFileSync(join(out, 'images.csv'), 'utf8').trim().split('\n');
  expect(header).toBe(
    'image_path,class,score,area_px,area_share,area_mm2,image_side,left_share,reference_px,dice,dice_policy',
  );
  expect(rows).toHaveLength(n);
});

test('plan writes a configuration that a training takes, with its reasons', () => {
  const plan = join(folder.path, 'plan.json');
  const { status, stdout } = fovea('segment', 'plan', '--data', data, '--out', plan);
  expect(status).toBe(0);
  expect(stdout).toMatch(/imageSize: 32 px: a small region \(5th percentile\) is \d+ px\s+across/);
  expect(JSON.parse(readFileSync(plan, 'utf8'))).toMatchObject({ task: 'segmentation', model: 'unet', imageSize: 32 });
  expect(fovea('segment', 'plan', '--data', data, '--hours', '0').status).toBe(2);
});

test('images without masks are segmented all the same', () => {
  const out = join(folder.path, 'plain');
  const { n } = foveaJson('predict', run, '--data', join(data, 'images'), '--out', out) as never as { n: number };
  expect(n).toBe(60);
});

test('a run that is killed and resumed ends with the weights of one that never was', async () => {
  const { beginRun, parseTrainConfig } = await import('../../src/train/index.ts');
  const fresh = join(folder.path, 'fresh');
  const options = JSON.parse(readFileSync(config, 'utf8'));
  const own = { ...options, task: 'segmentation', model: 'unet', imageSize: 32, epochs: 4, batchSize: 8 };
  beginRun({ dir: fresh, data, config: parseTrainConfig(own), version: 'test' });
  const broken = join(folder.path, 'broken');
  cpSync(fresh, broken, { recursive: true });
  expect(await trainUntilKilled(fresh)).toBe(false);
  expect(await trainUntilKilled(broken, { afterEvents: 5, delay: 0 })).toBe(true);
  expect(await trainUntilKilled(broken)).toBe(false);
  expect(finalWeights(broken)).toBe(finalWeights(fresh));
  expect(finalWeights(fresh)).not.toBeNull();
}, 120_000);

/** A copy of the data, spoilt; the command must end with one line that has these words. */
async function refuses(spoil: (at: string) => unknown, ...words: RegExp[]) {
  const at = join(folder.path, 'spoilt');
  rmSync(at, { recursive: true, force: true });
  cpSync(data, at, { recursive: true });
  await spoil(at);
  const { status, stderr } = train(at, join(folder.path, `run-${Math.random()}`));
  const lines = stderr.trim().split('\n');
  for (const word of words) expect(lines.at(-1)).toMatch(word);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
}

test('bad masks are refused in one line each', async () => {
  const first = (at: string) => join(at, 'masks', readdirSync(join(at, 'masks'))[0]!);
  const square = (side: number, value: number) =>
    ({ width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(value) }) as const;
  await refuses(
    (at) => writePng(first(at), square(47, 0)),
    /masks\/.*\.png: the mask is 47 × 47, its image .* 48 × 48/,
  );
  await refuses((at) => writePng(first(at), square(48, 7)), /masks\/.*\.png: the value 7 at x 0, y 0 is no label/);
  await refuses((at) => rmSync(first(at)), /labels\.csv:\d+: mask: no image/);
  const rows = (at: string) => readFileSync(join(at, 'labels.csv'), 'utf8');
  await refuses(
    (at) => writeFileSync(join(at, 'labels.csv'), rows(at).replace(/masks\/[^,]*/, '')),
    /images\/.*\.png: an image without a mask/,
  );
  expect(existsSync(join(folder.path, 'run'))).toBe(true);
}, 120_000);
