import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readWeights } from '../../src/formats/index.ts';
import {
  createModel,
  type ImageClassifier,
  loadWeights,
  SmallCnn,
  type WeightsReport,
} from '../../src/models/index.ts';
import { type HostArray, noGrad, scope, type Tensor } from '../../src/torch/index.ts';
import { noise, relativeError, specTensor, TOLERANCE } from './shared.ts';

/** Checkpoints as other libraries write them give what those libraries compute; see test/golden/weights/make_weights.py. */

const GOLDEN = join(import.meta.dirname, '../golden/weights');
const MAKER = join(GOLDEN, 'make_weights.py');
const PYTHON = '/usr/bin/python3';

interface Expected {
  readonly input: string;
  readonly logits: number[];
  /** Names and shapes of the library's state dict, and the place of each, which its weights are computed from. */
  readonly state: [name: string, shape: number[]][];
  readonly index: number[];
}
const expected = JSON.parse(readFileSync(join(GOLDEN, 'expected.json'), 'utf8')) as Record<string, Expected>;

/** What `fill` of the Python script puts into the tensors of a library's names. */
function formulaState({ state, index }: Expected): Map<string, HostArray> {
  return new Map(
    state.map(([name, shape], i) => {
      const numel = shape.reduce((a, b) => a * b, 1);
      const rest = numel / (shape[0] ?? 1);
      const spread = shape.length === 4 ? Math.sqrt(6 / rest) : shape.length === 2 ? 1 / Math.sqrt(rest) : 0.1;
      const centre = shape.length === 1 && /(running_var|weight)$/.test(name) ? 1 : 0;
      const values = Float32Array.from(noise(numel, index[i]!), (v) => v * spread + centre);
      return [name, { dtype: 'f32', shape, data: new Uint8Array(values.buffer) }];
    }),
  );
}

function expectLogits(model: ImageClassifier, { input, logits }: Expected, forward = (x: Tensor) => model.call(x)) {
  model.eval();
  const got = scope(() => noGrad(() => forward(specTensor(input, 1)).toArray()));
  expect(relativeError(got, logits)).toBeLessThanOrEqual(TOLERANCE);
}

function expectWhole({ missing, unexpected, adapted }: WeightsReport) {
  expect({ missing, unexpected, adapted }).toEqual({ missing: [], unexpected: [], adapted: [] });
}

test("a file of safetensors' Python library", () => {
  using model = new SmallCnn({ numClasses: 2, inChannels: 1, widths: [4, 8] });
  const { tensors, metadata } = readWeights(join(GOLDEN, 'small_cnn.safetensors'));
  expect(metadata).toEqual({ format: 'pt' });
  expectWhole(loadWeights(model, tensors));
  expectLogits(model, expected.small_cnn!);
});

const folder = mkdtempSync(join(tmpdir(), 'fovea-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = spawnSync(PYTHON, ['-c', 'import torchvision'], { env: { ...process.env, OMP_NUM_THREADS: '1' } });
if (python.status !== 0) console.warn(`skipped: no PyTorch at ${PYTHON} to write ResNet-18's files`);

const WRITTEN = [
  ['resnet18.zip.pth', 'torch-zip', ''],
  ['resnet18.legacy.pth.tar', 'torch-legacy', 'module.'],
] as const;

test.runIf(python.status === 0).each(WRITTEN)(
  'torchvision’s ResNet-18 as PyTorch saves it: %s',
  (file, format, prefix) => {
    const path = join(folder, file);
    if (!existsSync(path)) {
      const made = spawnSync(PYTHON, [MAKER, 'save', folder], { encoding: 'utf8' });
      expect(made.status, made.stderr).toBe(0);
    }
    const weights = readWeights(path);
    expect(weights.format).toBe(format);
    using model = createModel('resnet18', { numClasses: 5 });
    const report = loadWeights(model, weights.tensors);
    expectWhole(report);
    expect(report.prefix).toBe(prefix);
    expectLogits(model, expected.resnet18!);

    using other = createModel('densenet121', { numClasses: 5 });
    expect(() => loadWeights(other, weights.tensors)).toThrow(/^this is a checkpoint of another model than DenseNet: /);
    truncateSync(path, 1_000_000);
    expect(() => readWeights(path)).toThrow(new RegExp(`^${path}: is (truncated|damaged)`));
  },
);

test("Hugging Face's ResNet-18", () => {
  using model = createModel('resnet18', { numClasses: 5 });
  expectWhole(loadWeights(model, formulaState(expected.hf_resnet18!)));
  expectLogits(model, expected.hf_resnet18!);
});

test.each(['hf_vit', 'torchvision_vit'])('a vision transformer of another library: %s', (library) => {
  using model = createModel('vit_tiny_patch16_224', { numClasses: 5, imageSize: 64 });
  const weights = formulaState(expected[library]!);
  expectWhole(loadWeights(model, weights));
  expectLogits(model, expected[library]!);

  // a grey model at twice the size takes the same file, adapted
  using grey = createModel('vit_tiny_patch16_224', { numClasses: 2, imageSize: 128, inChannels: 1 });
  const report = loadWeights(grey, weights);
  expect([...report.adapted].sort()).toEqual(['patch_embed.proj.weight', 'pos_embed']);
  expect(report.missing).toEqual(['head.weight', 'head.bias']);
  expect(report.reasons.get('head.weight')).toBe('the checkpoint has 5 classes, the model 2');
});

test("Hugging Face's distilled DeiT", () => {
  using model = createModel('deit_tiny', { numClasses: 5, imageSize: 64 });
  expectWhole(loadWeights(model, formulaState(expected.hf_deit!)));
  expectLogits(model, expected.hf_deit!);
});
