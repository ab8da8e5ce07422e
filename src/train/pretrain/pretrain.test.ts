import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openUnlabelled } from '../../data/index.ts';
import { readSafetensors } from '../../formats/index.ts';
import { decodeImage, writePng } from '../../image/index.ts';
import { random } from '../../stats/random.ts';
import { scope } from '../../torch/index.ts';
import { cacheImages } from '../data.ts';
import type { Event } from '../events.ts';
import { beginRun, openInitialWeights, openRun, parseTrainConfig, trainRun } from '../index.ts';
import { beginPreTrainRun, parsePreTrainConfig, preTrainRun } from '../text/bert/index.ts';
import { summarise } from './clip/measure.ts';
import { sharedTexts } from './clip/texts.ts';
import {
  beginPretrainRun,
  openClip,
  openPretrainRun,
  parsePretrainConfig,
  predictBySentences,
  pretrainPaths,
  pretrainRun,
} from './index.ts';

let root: string;
let data: string;
let reports: string;
/** Two kinds of pictures, bars across and bars down, each with a phase of its own. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fovea-pretrain-'));
  data = join(root, 'bars');
  for (const kind of ['across', 'down']) {
    mkdirSync(join(data, kind), { recursive: true });
    for (let i = 0; i < 14; i++) {
      const phase = random(kind, i).int(8);
      const pixels = Uint8Array.from({ length: 256 }, (_, at) => {
        const place = kind === 'across' ? at >> 4 : at & 15;
        return ((place + phase) & 7) < 4 ? 220 : 30;
      });
      await writePng(join(data, kind, `${i}.png`), { width: 16, height: 16, channels: 1, data: pixels });
    }
  }
  const written = join(root, 'written');
  cpSync(data, written, { recursive: true });
  const report = (kind: string, i: number) => (i < 13 ? `"The bars run ${kind}${i % 2 ? ', clearly' : ''}."` : '');
  const rows = ['across', 'down'].flatMap((kind) =>
    Array.from({ length: 14 }, (_, i) => `${kind}/${i}.png,${report(kind, i)}`),
  );
  reports = join(written, 'reports.csv');
  writeFileSync(reports, ['image_path,report', ...rows, ''].join('\n'));
});
afterAll(() => rmSync(root, { recursive: true }));

const COMMON = { imageSize: 16, inChannels: 1, batchSize: 8, threads: 1, precision: 'f32', heldOut: 0.25 };
const MAE = {
  ...{ ...COMMON, method: 'mae', model: 'vit_tiny_patch4_32', epochs: 2, batchSize: 4, lr: 1e-3 },
  mae: { decoderWidth: 32, decoderDepth: 1, decoderHeads: 2 },
};
const MAE_CNN = {
  ...{
    ...COMMON,
    method: 'mae',
    model: 'small_cnn',
    epochs: 9,
    batchSize: 4,
    lr: 2e-2,
    mae: { patchSize: 4, maskRatio: 0.5 },
  },
};
const DINO = {
  ...{ ...COMMON, method: 'dino', model: 'small_cnn', epochs: 3, lr: 1e-3, accumulate: 2 },
  dino: { outDim: 32, hiddenDim: 32, bottleneckDim: 16, localCrops: 2, localSize: 8, warmupTeacherEpochs: 2 },
};

const CLIP = {
  ...{ ...COMMON, method: 'clip', model: 'small_cnn', epochs: 10, lr: 2e-3 },
  augment: { flip: 0, shift: 0, scale: [1, 1], rotate: 0, brightness: 0, contrast: 0 },
  clip: { textModel: 'bert_tiny', contextLength: 16, vocabSize: 60, embedDim: 16 },
};
const source = ({ method }: { method: string }) => (method === 'clip' ? reports : data);

async function train(name: string, options: object, stopAfter = Number.POSITIVE_INFINITY, from?: string) {
  const dir = join(root, name);
  const init = from === undefined ? undefined : openInitialWeights(from);
  const config = parsePretrainConfig(options);
  const { warnings } = beginPretrainRun({ dir, data: [source(config)], init, config, version: 'test' });
  const events: Event[] = [];
  let steps = 0;
  const tell = (event: Event) => {
    events.push(event);
    if (event.event === 'step') steps++;
  };
  const cacheDir = join(root, 'cache');
  await pretrainRun(dir, { resume: false, cacheDir, tell, shouldStop: () => steps >= stopAfter });
  if (steps >= stopAfter) {
    expect(events.at(-1)!.event).toBe('stopped');
    await pretrainRun(dir, { resume: true, cacheDir, tell, shouldStop: () => false });
  }
  const done = events.at(-1) as Event & { event: 'done' };
  const validated = events.flatMap((event) => (event.event === 'epoch' ? [event.valLoss] : []));
  const told = events.find((event) => event.event === 'weights');
  return {
    told,
    dir,
    warnings,
    weights: done.weights,
    validated,
    metrics: JSON.parse(readFileSync(pretrainPaths(dir).metrics, 'utf8')),
  };
}

const sheetOf = (dir: string, name: string) => decodeImage(join(pretrainPaths(dir).pictures, name), { channels: 1 });

describe('a masked autoencoder', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train('mae', MAE);
  });

  test('guesses hidden patches ever better, and draws them', async () => {
    const { reconstruction } = whole.metrics.heldOut;
    const [first, last] = whole.validated;
    expect(last!).toBeLessThan(first!);
    expect(reconstruction.value).toBe(last);
    expect(reconstruction.baseline).toBeLessThanOrEqual(1);
    expect(reconstruction.n).toBe(7);
    expect(whole.metrics).toMatchObject({ method: 'mae', model: 'vit_tiny_patch4_32', seconds: expect.any(Number) });
    expect(readdirSync(pretrainPaths(whole.dir).pictures)).toHaveLength(2);
    const sheet = await sheetOf(whole.dir, 'epoch-0002.png');
    expect([sheet.width, sheet.height]).toEqual([3 * 18, 6 * 18]);
    // its first column is the image as it is
    const shades = new Set(Array.from({ length: 16 }, (_, x) => sheet.data[x]!));
    expect([...shades].every((v) => v === 220 || v === 30)).toBe(true);
  });

  test('that was stopped ends with the same weights, bit for bit', async () => {
    expect((await train('mae-broken', MAE, 4)).weights).toBe(whole.weights);
  });

  test('is what a classifier begins from, whole or by adapters', async () => {
    for (const tune of ['full', 'lora:2']) {
      const dir = join(root, `tuned-${tune.slice(0, 4)}`);
      const config = parseTrainConfig({
        ...{ model: 'vit_tiny_patch4_32', imageSize: 16, inChannels: 1, epochs: 1, batchSize: 16, threads: 1 },
        ...{ precision: 'f32', tune, layerDecay: 0.75 },
      });
      const { run, warnings } = beginRun({ dir, data, init: whole.dir, config, version: 'test' });
      expect(warnings).toContainEqual(
        expect.stringMatching(/^\d of 6 test images were learnt from, without labels, by /),
      );
      const events: Event[] = [];
      const tell = (event: Event) => void events.push(event);
      await trainRun(dir, { resume: false, cacheDir: join(root, 'cache'), tell, shouldStop: () => false });
      const told = events.find((event) => event.event === 'weights') as Event & { event: 'weights' };
      expect(told.missing).toEqual(['head.weight', 'head.bias']);
      expect(told.unexpected.every((name) => /^(mask_token|decoder_)/.test(name))).toBe(true);
      expect(told.matched).toBe(12 * 12 + 6);
      expect(run.config.train.normalisation).toEqual({ mean: [0.5], std: [0.25] });
      const block = 'blocks.5.mlp.fc1.weight';
      const weightOf = (of: string) => readSafetensors(pretrainPaths(of).best).tensors.get(block)!.data;
      expect(Buffer.compare(weightOf(dir), weightOf(whole.dir)) === 0).toBe(tune !== 'full');
    }
  });
});

describe('a masked autoencoder of a CNN', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train('mae-cnn', MAE_CNN);
  });

  test('guesses hidden patches ever better than their mean, and draws them', async () => {
    const { reconstruction } = whole.metrics.heldOut;
    expect(reconstruction.value).toBeLessThan(0.95 * reconstruction.baseline);
    expect(reconstruction.n).toBe(7);
    const sheet = await sheetOf(whole.dir, `epoch-000${MAE_CNN.epochs}.png`);
    expect([sheet.width, sheet.height]).toEqual([3 * 18, 6 * 18]);
  });

  test('that was stopped ends with the same weights, bit for bit', async () => {
    expect((await train('mae-cnn-broken', MAE_CNN, 4)).weights).toBe(whole.weights);
  });

  test('keeps the encoder under the names of the zoo, and what guesses beside it', async () => {
    const names = [...readSafetensors(pretrainPaths(whole.dir).best).tensors.keys()];
    expect(names).toContain('features.stage1.conv1.weight');
    expect(names.filter((name) => !name.startsWith('features.'))).toEqual(['mae_decoder.weight', 'mae_decoder.bias']);
    const { told } = await train('mae-cnn-on', { ...MAE_CNN, epochs: 1 }, undefined, whole.dir);
    expect(told).toMatchObject({ missing: ['decoder.weight', 'decoder.bias'], adapted: [] });
  });
});

describe('self-distillation', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train('dino', DINO);
  });

  test('keeps the teacher under the names of the zoo, without the classifier, and measures', () => {
    const names = [...readSafetensors(pretrainPaths(whole.dir).best).tensors.keys()];
    expect(names).toContain('features.stage1.conv1.weight');
    expect(names).toContain('dino_head.last_layer.weight_v');
    expect(names.filter((name) => name.startsWith('classifier'))).toEqual([]);
    const { retrieval, crossEntropy } = whole.metrics.heldOut;
    expect(retrieval).toMatchObject({ n: 7, baseline: 1 / 7 });
    expect(crossEntropy.baseline).toBeCloseTo(Math.log(32));
    expect(whole.metrics.bestEpoch).toBe(2); // the last
    expect(existsSync(pretrainPaths(whole.dir).pictures)).toBe(false);
  });

  test('that was stopped ends with the same weights, bit for bit', async () => {
    expect((await train('dino-broken', DINO, 3)).weights).toBe(whole.weights);
  });

  test('goes on from other weights, student and teacher alike', async () => {
    const { told, validated } = await train('dino-on', { ...DINO, epochs: 1 }, undefined, whole.dir);
    expect(told).toMatchObject({ missing: ['classifier.weight', 'classifier.bias'], adapted: [] });
    expect(validated).toHaveLength(1);
  });

  test('teaches a ViT with local crops of another size', async () => {
    const vit = { ...DINO, model: 'vit_tiny_patch4_32', epochs: 1, batchSize: 16, accumulate: 1 };
    expect((await train('dino-vit', vit)).metrics.heldOut.retrieval.n).toBe(7);
  });
});

describe('images and their reports', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train('clip', CLIP);
  });

  test('find one another, and images without a report are left out', () => {
    expect(whole.warnings).toContain('2 of 28 images are left out: nothing is written of them');
    const { textFound, imageFound, contrastive } = whole.metrics.heldOut;
    for (const found of [textFound, imageFound]) {
      expect(found.n).toBe(7);
      expect(found.value).toBeGreaterThan(found.baseline);
    }
    expect(contrastive.baseline).toBeCloseTo(Math.log(7));
    expect(Math.min(...whole.validated)).toBe(contrastive.value);
    const names = [...readSafetensors(pretrainPaths(whole.dir).best).tensors.keys()];
    expect(names).toContain('features.stage1.conv1.weight');
    expect(names).toContain('text_model.embeddings.word_embeddings.weight');
    expect(names.filter((name) => /classifier|vision_model/.test(name))).toEqual([]);
  });

  test('sentences tell images apart without a label', async () => {
    using clip = openClip(openPretrainRun(whole.dir));
    const { samples } = openUnlabelled([reports]);
    using cached = await cacheImages(samples, { config: clip.config, skipBad: false, dir: join(root, 'cache') });
    const sentences = { present: ['The bars run down.', 'Down.'], absent: ['The bars run across.'] };
    const found = await predictBySentences(clip, sentences, { source: cached.cache, indices: cached.indices() });
    const right = samples.filter((s, i) => found[2 * i + 1]! > 0.5 === s.imagePath.startsWith('down')).length;
    expect(found[0]! + found[1]!).toBeCloseTo(1);
    expect(right).toBeGreaterThan(24);
    expect(() => openClip({ ...openPretrainRun(whole.dir), tokenizer: null })).toThrow(
      'sentences need a run of --method clip',
    );
  });

  test('that were stopped end with the same weights, bit for bit', async () => {
    expect((await train('clip-broken', CLIP, 4)).weights).toBe(whole.weights);
  });

  test('begin from a text tower and an image tower that learnt before', async () => {
    const text = join(root, 'text');
    const corpus = join(root, 'corpus.txt');
    writeFileSync(corpus, 'The bars run across.\nThey are clear.\n\nThe bars run down.\nThey are dim.\n'.repeat(3));
    const options = {
      model: 'bert_tiny',
      contextLength: 24,
      steps: 2,
      warmup: 1,
      batchSize: 2,
      vocabSize: 60,
      threads: 1,
      nextSentence: false,
    };
    beginPreTrainRun({ dir: text, data: corpus, config: parsePreTrainConfig(options), version: 'test' });
    await preTrainRun(text, { resume: false, tell: () => {}, shouldStop: () => false });
    const clip = { ...CLIP.clip, textModel: 'bert_small', textInit: text };
    const { dir, told } = await train('clip-on', { ...CLIP, epochs: 1, lr: 1e-9, clip }, undefined, whole.dir);
    expect(told).toMatchObject({ missing: ['classifier.weight', 'classifier.bias'] });
    expect(openPretrainRun(dir).config.train.clip).toMatchObject({ textModel: 'bert_tiny', contextLength: 24 });
    const words = 'embeddings.word_embeddings.weight';
    const [before, after] = [
      readSafetensors(join(text, 'checkpoints/best/model.safetensors')).tensors.get(`bert.${words}`)!,
      readSafetensors(pretrainPaths(dir).best).tensors.get(`text_model.${words}`)!,
    ];
    expect(after.shape).toEqual(before.shape);
    const floats = ({ data }: { data: Uint8Array }) => new Float32Array(data.slice().buffer);
    expect(Math.max(...floats(after).map((value, i) => Math.abs(value - floats(before)[i]!)))).toBeLessThan(1e-6);
  });

  test('equal reports belong to each other', () => {
    scope(() => {
      expect(sharedTexts(['a', 'b'], 'cpu')).toBeNull();
      const half = [0.5, 0, 0.5];
      expect([...sharedTexts(['a', 'b', 'a'], 'cpu')!.toArray()]).toEqual([...half, 0, 1, 0, ...half]);
    });
    // the first image finds the third text, which says the same as its own
    const { heldOut, loss } = summarise(
      Float32Array.from([1, 0, 9, 0, 5, 0, 9, 0, 1]),
      [0, 1, 0],
      ['p', 'q', 'r'],
      0.5,
    );
    expect(heldOut!.textFound).toMatchObject({ value: 1, n: 3, baseline: expect.closeTo(5 / 9) });
    const own = Math.log(Math.exp(1) + 1 + Math.exp(9)) - 5;
    expect(loss).toBeCloseTo((2 * own + Math.log(2 + Math.exp(5)) - 5) / 3, 5);
  });

  test('longer than the context are cut, and that is said', () => {
    const options = { ...CLIP, clip: { ...CLIP.clip, contextLength: 8 } };
    const cut = { dir: join(root, 'cut'), data: [reports], config: parsePretrainConfig(options), version: 'test' };
    expect(beginPretrainRun(cut).warnings).toContainEqual(
      expect.stringMatching(/^\d+ of 19 texts are longer than 8 tokens: their ends were cut off/),
    );
  });

  test('need a column of texts', () => {
    const begin =
      (options: object, from = reports) =>
      () =>
        beginPretrainRun({
          dir: join(root, 'no'),
          data: [from],
          config: parsePretrainConfig(options),
          version: 'test',
        });
    expect(begin({ ...CLIP, clip: { textColumn: 'findings' } })).toThrow(
      'no image has one in a column "findings"; name theirs by --text-column (there are report)',
    );
    expect(begin(CLIP, data)).toThrow('(its table has no further columns)');
    expect(begin({ ...CLIP, clip: { textInit: data } })).toThrow('is not a run');
    expect(begin({ ...CLIP, clip: { ...CLIP.clip, vocabSize: 5 } })).toThrow(/^clip\.vocabSize 5: /);
    expect(existsSync(join(root, 'no'))).toBe(false);
  });
});

test('wrong options and models are one line that says what would be right, and leave nothing behind', () => {
  const dir = join(root, 'none');
  const begin = (options: object) => () =>
    beginPretrainRun({ dir, data: [data], config: parsePretrainConfig(options), version: 'test' });
  expect(() => parsePretrainConfig({ method: 'dyno' }, 'options')).toThrow(
    'options: no method "dyno"; did you mean "dino"? There are mae, dino, clip',
  );
  expect(() => parsePretrainConfig({}, 'options')).toThrow('options: method: choose one of mae, dino, clip');
  for (const maskRatio of [0, 1, 1.5])
    expect(() => parsePretrainConfig({ method: 'mae', mae: { maskRatio } })).toThrow(
      'mae.maskRatio: must be above 0 and below 1',
    );
  expect(begin({ ...MAE, model: 'mlp', mae: {} })).toThrow(
    /^Mlp: has no feature map; masked autoencoders are of plain ViTs and/,
  );
  expect(begin({ ...MAE, mae: { patchSize: 8 } })).toThrow(
    'mae.patchSize 8: is for CNNs; the patches of vit_tiny_patch4_32 have 4 pixels',
  );
  expect(begin({ ...MAE_CNN, mae: { patchSize: 5 } })).toThrow(
    'mae.patchSize 5: 16 pixels are to be cut into patches of 2 pixels or more; set a divisor, or another imageSize',
  );
  expect(begin({ ...MAE_CNN, mae: { decoderDepth: 2 } })).toThrow(
    'mae.decoderDepth: is for ViTs; small_cnn guesses by one linear layer',
  );
  expect(begin({ ...MAE_CNN, imageSize: 13, mae: {} })).toThrow('mae.patchSize 1: 13 pixels are to be cut');
  expect(begin({ ...MAE, model: 'vit_tiny_patch16_224' })).toThrow(
    'vit_tiny_patch16_224: an image of 16 pixels is one patch, of which none can be hidden',
  );
  expect(begin({ ...MAE, imageSize: 18 })).toThrow(/takes images of a multiple of 4 pixels|must be a multiple of 4/);
  expect(begin({ ...DINO, dino: { localSize: 4 } })).toThrow('not crops of dino.localSize 4');
  expect(existsSync(dir)).toBe(false);
});

test('folders without images, changed data and runs of another kind are named', async () => {
  const empty = join(root, 'empty');
  mkdirSync(empty);
  const config = parsePretrainConfig(DINO);
  expect(() => beginPretrainRun({ dir: join(root, 'x'), data: [empty], config, version: 'test' })).toThrow(
    `${empty}: no images here (png, jpeg, tiff or webp), nor a data set`,
  );
  const leaving = { dir: join(root, 'x'), data: [data], leaveOut: [empty], config, version: 'test' };
  expect(() => beginPretrainRun(leaving)).toThrow(`${empty}: neither a run nor a split.csv to leave out`);
  const own = join(root, 'own');
  mkdirSync(own);
  for (const i of [0, 1, 2, 3])
    await writePng(join(own, `${i}.png`), { width: 16, height: 16, channels: 1, data: new Uint8Array(256).fill(i) });
  const dir = join(root, 'changes');
  beginPretrainRun({ dir, data: [own], config, version: 'test' });
  rmSync(join(own, '3.png'));
  const nothing = { resume: false, tell: () => {}, shouldStop: () => false };
  await expect(pretrainRun(dir, nothing)).rejects.toThrow('has changed since the run began');
  expect(() => openRun(dir)).toThrow('is a pre-training run and has no classes; train from it by --init');
  writeFileSync(pretrainPaths(dir).config, '{"task":"classification"}');
  expect(() => openPretrainRun(dir)).toThrow('is a run of another kind');
});
