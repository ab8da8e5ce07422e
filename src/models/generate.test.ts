import { expect, test } from 'vitest';
import { random } from '../stats/random.ts';
import { manualSeed } from '../torch/index.ts';
import { generate } from './generate.ts';
import { Gpt } from './gpt.ts';
import { sampleToken } from './sample.ts';

const LOGITS = [0, 3, 1, 2];
const draws = (options: Parameters<typeof sampleToken>[1]) => {
  const rng = random(1);
  return new Set(Array.from({ length: 400 }, () => sampleToken(LOGITS, options, rng)));
};

test('temperature 0 takes the most probable; top-k and top-p leave the fewest tokens that they allow', () => {
  expect(draws({ temperature: 0 })).toEqual(new Set([1]));
  expect(draws({ topK: 2 })).toEqual(new Set([1, 3]));
  // softmax: 0.032, 0.644, 0.087, 0.237
  expect(draws({ topP: 0.6 })).toEqual(new Set([1]));
  expect(draws({ topP: 0.7 })).toEqual(new Set([1, 3]));
  expect(draws({})).toEqual(new Set([0, 1, 2, 3]));
});

test('draws come as often as the softmax says', () => {
  const rng = random(2);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 20_000; i++) counts[sampleToken(LOGITS, {}, rng)]!++;
  for (const [i, p] of [0.0321, 0.6439, 0.0871, 0.2369].entries()) expect(counts[i]! / 20_000).toBeCloseTo(p, 1.7);
});

function tiny(): Gpt {
  manualSeed(3);
  return new Gpt({ vocabSize: 11, contextLength: 8, depth: 2, numHeads: 2, width: 8, dropout: 0.5 });
}

test('a seed repeats the text, and the cache does not change it, also past the context', () => {
  using model = tiny();
  const write = (seed: number, cache: boolean, maxTokens: number) =>
    [...generate(model, [1, 2, 3], { maxTokens, seed, cache })].join(' ');
  expect(write(5, true, 20)).toBe(write(5, true, 20));
  expect(write(5, true, 20)).not.toBe(write(6, true, 20));
  expect(write(5, true, 20)).toBe(write(5, false, 20));
});

test('prompts that the model cannot read are refused in one line', () => {
  using model = tiny();
  const read = (prompt: number[], options = {}) => [...generate(model, prompt, { maxTokens: 1, ...options })];
  expect(() => read([])).toThrow('the prompt is empty');
  expect(() => read(new Array(9).fill(1))).toThrow("the prompt has 9 tokens, the model's context is 8");
  expect(() => read([11])).toThrow("token 11 is not of the model's 11: use the tokenizer of these weights");
  expect(() => read([1], { topP: 2 })).toThrow('top-p must be above 0');
});
