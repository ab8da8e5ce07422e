import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runMain } from '../../src/cli/run-main.ts';
import { writePhantomDataset } from '../../src/data/phantom/index.ts';
import { readCsv, readNpy } from '../../src/formats/index.ts';
import { readImageSize, writePng } from '../../src/image/index.ts';
import { beginRun, parseTrainConfig, runPaths, trainRun } from '../../src/train/index.ts';
import { env, temporaryFolder } from './fovea.ts';

/** The commands that look into a trained model, in this process: a run of a small CNN and one of a ViT on synthetic X-rays. */
const folder = temporaryFolder();
const at = (name: string) => join(folder.path, name);
const data = at('xrays');
const cnn = at('cnn');
const vit = at('vit');

beforeAll(async () => {
  vi.stubEnv('FOVEA_CACHE', env.FOVEA_CACHE);
  await writePhantomDataset({ out: data, count: 80, size: 48, seed: 7 });
  const config = { imageSize: 32, epochs: 1, inChannels: 1, threads: 1, precision: 'f32' } as const;
  for (const [dir, model] of [
    [cnn, 'small_cnn'],
    [vit, 'cct_2_3x2_32'],
  ] as const) {
    beginRun({ dir, data, config: parseTrainConfig({ ...config, model }), version: 'test' });
    await trainRun(dir, { resume: false, tell: () => {}, shouldStop: () => false });
  }
});
afterAll(() => {
  vi.unstubAllEnvs();
  folder[Symbol.dispose]();
});

/** What the command line answers. */
async function fovea(...args: string[]) {
  const [out, err] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
  for (const spy of [out, err]) spy.mockImplementation(() => {});
  try {
    const status = await runMain(args);
    const text = (spy: typeof out) => spy.mock.calls.map(([line]) => String(line)).join('\n');
    return { status, stdout: text(out), stderr: text(err) };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

test.each(['linear', 'knn'])('a %s probe writes predictions that evaluate reads, measured alike', async (method) => {
  const out = at(`probe-${method}`);
  const probed = await fovea('probe', cnn, '--method', method, '--out', out, '--replicates', '50', '--json');
  expect(probed.stderr).toBe('');
  const result = JSON.parse(probed.stdout);
  const predictions = join(out, 'predictions.csv');
  expect(readFileSync(predictions, 'utf8')).toMatch(/^image_path,probability,Label,truth,patient_id,split\n/);
  expect(readCsv(predictions).rows.every(({ cells }) => cells.split === 'test')).toBe(true);
  expect(readCsv(join(out, 'validation-predictions.csv')).rows.every(({ cells }) => cells.split === 'val')).toBe(true);
  expect(existsSync(join(out, 'layer.safetensors'))).toBe(method === 'linear');
  expect(result.auroc).toMatchObject({ n: result.images.test, baseline: 0.5, low: expect.any(Number) });
  expect(result.tried.length).toBeGreaterThan(2);
  const again = ['--labels', join(data, 'labels.csv'), '--replicates', '50', '--json'];
  const split = at('test-labels.csv');
  // evaluated as any program's predictions: against labels, its test images alone
  const own = new Set(readCsv(predictions).rows.map(({ cells }) => cells.image_path));
  const [header, ...rows] = readFileSync(again[1]!, 'utf8').trim().split('\n');
  writeFileSync(split, [header, ...rows.filter((row) => own.has(row.split(',')[0]!))].join('\n'));
  const read = await fovea('evaluate', '--predictions', predictions, '--labels', split, ...again.slice(2));
  expect(JSON.parse(read.stdout).auroc.value).toBe(result.auroc.value);
  const twice = await fovea('probe', cnn, '--method', method, '--out', out);
  expect([twice.status, twice.stderr]).toEqual([1, expect.stringContaining('holds a probe already')]);
});

test('features come as .npy, as a table and as maps, the same each time', async () => {
  const out = at('features');
  const { stdout } = await fovea('features', cnn, '--out', out, '--split', 'val', '--json');
  const { n, features, files } = JSON.parse(stdout);
  const array = readNpy(files[0]);
  expect(array.shape).toEqual([n, features]);
  const values = new Float32Array(array.data.slice().buffer);
  const table = readCsv(join(out, 'features.csv'));
  expect(table.columns.slice(0, 5)).toEqual(['image_path', 'label', 'patient_id', 'split', 'f0']);
  expect(Math.fround(Number(table.rows[1]!.cells.f0))).toBe(values[features]);
  expect(readCsv(join(out, 'map.csv')).columns.slice(4)).toEqual(['pca_1', 'pca_2', 'umap_1', 'umap_2']);
  const page = readFileSync(join(out, 'map.html'), 'utf8');
  expect(page).toContain('% of the variance');
  await fovea('features', cnn, '--out', at('again'), '--split', 'val');
  for (const file of ['features.npy', 'map.csv', 'map.html'])
    expect(readFileSync(join(at('again'), file))).toEqual(readFileSync(join(out, file)));
  // weights of a file in a model, on images alone
  const init = [
    '--init',
    runPaths(cnn).best,
    '--model',
    'small_cnn',
    '--image-size',
    '32',
    '--data',
    join(data, 'images'),
  ];
  const bare = await fovea('features', ...init, '--map', 'pca', '--out', at('bare'), '--json');
  expect([bare.stderr, bare.status]).toEqual([expect.not.stringContaining('fovea'), 0]);
  expect(JSON.parse(bare.stdout)).toMatchObject({ n: 80, features });
});

test('explanations are laid over images of their own size, and measured', async () => {
  const odd = at('odd.png');
  await writePng(odd, {
    width: 70,
    height: 50,
    channels: 1,
    data: Uint8Array.from({ length: 3500 }, (_, i) => i % 251),
  });
  const one = await fovea('explain', vit, '--data', odd, '--out', at('one'), '--json');
  expect(JSON.parse(one.stdout)).toMatchObject({ n: 1, method: 'relevance', quality: null });
  expect(await readImageSize(join(at('one'), 'odd.png'))).toMatchObject({ width: 70, height: 50, channels: 3 });
  expect(readFileSync(join(at('one'), 'attention.html'), 'utf8')).toContain('Mean attention distance');
  const measured = await fovea(
    'explain',
    cnn,
    '--split',
    'test',
    '--limit',
    '3',
    '--quality',
    '--out',
    at('some'),
    '--json',
  );
  const { quality, attention, n } = JSON.parse(measured.stdout);
  expect([n, attention]).toEqual([3, null]);
  expect(quality.deletion).toMatchObject({ n: 3, baseline: expect.any(Number) });
  expect(quality.pointingGame).toBeNull();
  const { columns, rows } = readCsv(join(at('some'), 'explanations.csv'));
  expect(columns.slice(0, 5)).toEqual(['image_path', 'label', 'class', 'probability', 'method']);
  expect(rows.every(({ cells }) => existsSync(join(at('some'), cells.file!)))).toBe(true);
});

test('a report explains the mistakes where it is asked to, and says why where it cannot', async () => {
  const html = at('report.html');
  const plain = await fovea('report', cnn, '--out', html);
  expect(plain.status).toBe(0);
  const mistakes = (readFileSync(html, 'utf8').match(/<figure class="case"/g) ?? []).length;
  expect(mistakes).toBeGreaterThan(0);
  await fovea('report', cnn, '--explain', '--out', html);
  const page = readFileSync(html, 'utf8');
  expect(page.match(/<img class="heat"/g)).toHaveLength(mistakes);
  expect(page).toMatch(/speaks for \S+ by gradcam/);
});

test('each wrong use and each bad input is one line', async () => {
  const cases: [string[], number, RegExp][] = [
    [['explain', cnn, '--method', 'rollout'], 1, /SmallCnn has no attention to look at; use gradcam/],
    [['explain', cnn, '--method', 'saliency'], 2, /--method takes attention, rollout/],
    [['explain', cnn, '--class', 'cat'], 2, /--class takes .* or predicted, not "cat"/],
    [['explain', cnn, '--boxes', 'b'], 2, /--boxes goes with --quality/],
    [['explain', cnn, '--quality', '--boxes', 'b'], 1, /no column b/],
    [['explain', cnn, '--layer', 'nothing', '--limit', '1', '--out', at('x')], 1, /no module "nothing" in SmallCnn/],
    [['explain', data], 1, /is not a run/],
    [['probe', cnn, '--init', 'w.pth'], 2, /either the folder of a run, or --init/],
    [['probe', '--init', runPaths(cnn).best], 2, /--init needs --model/],
    [['probe', '--init', runPaths(cnn).best, '--model', 'small_cnn'], 2, /--init needs --data/],
    [
      ['probe', '--init', runPaths(vit).best, '--model', 'small_cnn', '--data', data, '--out', at('y')],
      1,
      /model\.safetensors: .*another model/,
    ],
    [['probe', cnn, '--image-size', '64'], 2, /--image-size goes with --init/],
    [['probe', cnn, '--temperature', '0.1'], 2, /--temperature goes with --method knn/],
    [['probe', cnn, '--method', 'knn', '--temperature', '0'], 2, /--temperature takes a number above 0/],
    [['probe', cnn, '--data', join(data, 'images')], 1, /has no labels/],
    [['features', cnn, '--map', 'tsne'], 2, /--map takes pca,umap/],
    [['features', cnn, '--data', at('none')], 1, /none: no such file or folder/],
    [['features'], 2, /either the folder of a run, or --init/],
  ];
  for (const [args, status, words] of cases) {
    const outcome = await fovea(...args);
    expect(outcome.stderr.split('\n').at(-1), args.join(' ')).toMatch(words);
    expect([outcome.status, outcome.stdout], args.join(' ')).toEqual([status, '']);
  }
  for (const name of ['explain', 'probe', 'features']) {
    const help = await fovea(name, '--help');
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining(`Example: fovea ${name}`)]);
  }
});
