import { expect, test } from 'vitest';
import { random } from '../../stats/random.ts';
import { scope, tensor } from '../../torch/index.ts';
import { createModel } from '../registry.ts';
import { MaskedConvAutoencoder, patchSizeFor } from './conv.ts';
import { maskOf } from './mask.ts';
import { hiddenOf } from './patches.ts';

const SIZE = 24;
const images = (seed: number) => {
  const draw = random(seed);
  return tensor(
    Float32Array.from({ length: 2 * SIZE * SIZE }, () => draw.uniform(0, 1)),
    { shape: [2, 1, SIZE, SIZE] },
  );
};
const build = () =>
  new MaskedConvAutoencoder(createModel('resnet18', { numClasses: 2, inChannels: 1 }), {
    ...{ imageSize: SIZE, inChannels: 1, patchSize: 8 },
  }).eval();
/** Of nine patches three are seen. */
const mask = maskOf(
  [
    [0, 4, 8, 1, 2, 3, 5, 6, 7],
    [1, 2, 3, 8, 7, 6, 5, 4, 0],
  ],
  3,
);

test('guesses every hidden patch, of images that the strides do not divide too', () =>
  scope(() => {
    const model = build();
    expect(model.cell).toBe(24); // one place, 32 pixels apart
    expect(model.call(model.patchify(images(1)), mask).shape).toEqual([2, 6, 64]);
    model.dispose();
  }));

test('a place of the feature map guesses the pixels that lie below it', () =>
  scope(() => {
    const model = build();
    const pixels = Float32Array.from({ length: SIZE * SIZE }, (_, i) => i);
    model.decoder.weight.assign(model.decoder.weight.mul(0));
    model.decoder.bias!.assign(tensor(pixels));
    const expected = model.patchify(tensor(pixels, { shape: [1, 1, SIZE, SIZE] }).expand([2, -1, -1, -1]));
    const guesses = model.call(model.patchify(images(1)), mask);
    expect(guesses.toArray()).toEqual(hiddenOf(expected, mask).toArray());
    model.dispose();
  }));

test('what is hidden changes no guess, what is seen does', () =>
  scope(() => {
    const model = build();
    const [a, b] = [model.patchify(images(1)), model.patchify(images(2))];
    const inOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    const hide = maskOf([inOrder, inOrder], 3);
    const mixed = a.clone();
    mixed.narrow(1, 3, 6).copy_(b.narrow(1, 3, 6));
    expect(hiddenOf(mixed, hide).toArray()).toEqual(hiddenOf(b, hide).toArray());
    const guess = (patches: typeof a) => [...model.call(patches, hide).toArray()];
    expect(guess(mixed)).toEqual(guess(a));
    expect(guess(b)).not.toEqual(guess(a));
    model.dispose();
  }));

test('patches are about a sixth of the image and divide it', () => {
  expect([16, 28, 32, 96, 128, 224, 5].map(patchSizeFor)).toEqual([2, 4, 4, 16, 16, 32, 1]);
});
