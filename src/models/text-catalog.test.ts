import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BERT_MODELS, BertForPreTraining } from './bert.ts';
import { listTextModels, type TextModelInfo } from './catalog/text.ts';
import { GPT_MODELS, Gpt } from './gpt.ts';

const CONFIGS = { ...BERT_MODELS, ...GPT_MODELS };
const guide = readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

/** What each layer and each token adds is counted in small models, so that the largest need no gigabyte. */
function parameterCount(name: keyof typeof CONFIGS): number {
  const config = CONFIGS[name];
  const built = (depth: number, vocabSize: number) => {
    const sizes = { ...config, depth, vocabSize };
    using model = name in BERT_MODELS ? new BertForPreTraining(sizes) : new Gpt(sizes);
    return model.parameterCount();
  };
  const least = built(1, 1);
  const [layer, token] = [built(2, 1) - least, built(1, 2) - least];
  return least + (config.depth - 1) * layer + (config.vocabSize - 1) * token;
}

test.each(listTextModels())('$name has the parameters that the catalogue states', ({ name, parameters }) => {
  expect(parameterCount(name)).toBe(parameters);
});

test.each(listTextModels())('$name: the catalogue and the guide tell of the model that is built', (model) => {
  const { name, vocabSize, contextLength, description, parameters, weights, paper } = model as TextModelInfo & {
    name: keyof typeof CONFIGS;
  };
  expect({ vocabSize, contextLength }).toEqual({
    vocabSize: CONFIGS[name].vocabSize,
    contextLength: CONFIGS[name].contextLength,
  });
  const known = weights === null ? '–' : `${weights.source} (${weights.licence})`;
  const cells = [`\`${name}\``, description, (parameters / 1e6).toFixed(2), vocabSize, contextLength, known, paper];
  expect(guide).toContain(`| ${cells.join(' | ')} |\n`);
});
