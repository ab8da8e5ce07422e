import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSafetensors, writeTokenizer } from '../../formats/index.ts';
import { Gpt, generate } from '../../models/index.ts';
import { END_OF_TEXT, trainBytePair } from '../../text/index.ts';
import { manualSeed, scope } from '../../torch/index.ts';
import { openPretrainedGpt } from './index.ts';

const CONFIG = { model_type: 'gpt2', n_head: 2, activation_function: 'gelu_new', layer_norm_epsilon: 1e-5 };
const tokenizer = trainBytePair(['the lungs are clear, the lungs are clear'], { vocabSize: 265 });
let folder: string;
let written: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-gpt2-'));
  manualSeed(0);
  using model = new Gpt({ vocabSize: 265, contextLength: 12, depth: 2, numHeads: 2, width: 8, dropout: 0 });
  scope(() => {
    const arrays = Array.from(model.stateDict(), ([name, value]) => [name, value.toHost()] as const);
    writeSafetensors(join(folder, 'model.safetensors'), arrays);
  });
  written = text(model);
  writeTokenizer(join(folder, 'tokenizer.json'), tokenizer);
  config({});
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = (change: object) => writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...CONFIG, ...change }));

const text = (model: Gpt) => tokenizer.decode([...generate(model, [1, 2], { maxTokens: 9, temperature: 0 })]);

test("a folder of Hugging Face's is opened with its own heads, tokeniser and weights", () => {
  const opened = openPretrainedGpt(folder);
  using model = opened.model;
  expect(model.config).toMatchObject({ numHeads: 2, width: 8, depth: 2, contextLength: 12, vocabSize: 265 });
  expect(opened.tokenizer.specialTokens.get(END_OF_TEXT)).toBe(0);
  expect(text(model)).toBe(written);
});

test('what would be another model, or another vocabulary, is one line that names the file', () => {
  expect(() => openPretrainedGpt(tmpdir())).toThrow(/has no model\.safetensors or pytorch_model\.bin; give a folder/);
  const other = trainBytePair(['the lungs are clear'], { vocabSize: 258 });
  expect(() => openPretrainedGpt(folder, { tokenizer: other })).toThrow(
    /model\.safetensors: the weights are of a vocabulary of 265 tokens, the tokenizer has 25\d: use their own/,
  );
  config({ activation_function: 'relu' });
  expect(() => openPretrainedGpt(folder)).toThrow(
    /config\.json: is not of a GPT-2 that Fovea runs \(activation_function/,
  );
  writeFileSync(join(folder, 'config.json'), '{');
  expect(() => openPretrainedGpt(folder)).toThrow(/config\.json: is not JSON/);
  config({});
});
