import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect } from 'vitest';

/**
 * After each test the engine holds no more tensors than before it. Runs around every test of every file; a file that never
 * loads the engine is not made to.
 */
const loaded = createRequire(import.meta.url).cache;
const live = (): number => {
  const addon = Object.keys(loaded).find((path) => path.endsWith('fovea.node'));
  return addon === undefined ? 0 : loaded[addon]!.exports.memory().tensors;
};

let before = 0;
beforeEach(() => {
  before = live();
});
afterEach(() => {
  // Fewer is no leak: the garbage collector may have found something old.
  expect(live(), 'live tensors after the test').toBeLessThanOrEqual(before);
});
