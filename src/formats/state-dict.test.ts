import { expect, test } from 'vitest';
import { failureOf } from '../../test/golden/formats/testing.ts';
import { findStateDict, stateDictOf } from './state-dict.ts';

const tensor = { dtype: 'u8', shape: [1], data: new Uint8Array(1) } as const;
const weights = new Map([['module.w', tensor]]);
const map = (entries: Record<string, unknown>) => new Map(Object.entries(entries));

test('a bare state dict is itself; what in it is no tensor is extra', () => {
  const found = findStateDict(map({ w: tensor, _extra_state: null }));
  expect(found).toEqual({
    tensors: new Map([['w', tensor]]),
    foundUnder: '',
    extra: new Map([['_extra_state', null]]),
  });
});

test.each([
  [map({ epoch: 1, state_dict: weights, optimizer: map({ state: map({ x: tensor }) }) }), 'state_dict'],
  [map({ model: map({ state_dict: weights }) }), 'model.state_dict'],
  [map({ rng: tensor, model_state_dict: weights }), 'model_state_dict'],
  [map({ model_ema: weights, model: weights }), 'model'],
  [map({ G: weights, step: 3 }), 'G'],
])('names keep their prefix, and the place is told: case %#', (tree, foundUnder) => {
  expect(findStateDict(tree)).toMatchObject({ tensors: weights, foundUnder });
  expect(stateDictOf(tree)).toEqual(weights);
});

test('no state dict, or no way to choose, is an error that names the keys', () => {
  expect(failureOf(() => stateDictOf(map({ epoch: 1, loss: 2 })))).toMatch(
    /no state dict \(its keys are epoch, loss\)/,
  );
  expect(failureOf(() => stateDictOf(map({ G: weights, D: weights })))).toMatch(/several state dicts \(G, D\)/);
  expect(failureOf(() => stateDictOf([1]))).toMatch(/it holds a list/);
});
