import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './fovea.ts';

test('what is built imports what is built', () => {
  // TypeScript leaves `.ts` in a dynamic import that shares a function with `using`.
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.js'));
  expect(files.length).toBeGreaterThan(50);
  expect(
    files.filter((f) => /(from|import\() ?['"]\.[^'"]*\.ts['"]/.test(readFileSync(join(dist, f), 'utf8'))),
  ).toEqual([]);
});
