import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The rooms of `src/`, in order: each may import only from those above it (docs/decisions/001-rooms.md). */
const ROOMS = [
  'metrics',
  'stats',
  'torch',
  'nn',
  'optim',
  'models',
  'text',
  'formats',
  'dicom',
  'image',
  'data',
  'train',
  'explain',
  'study',
  'report',
  'deploy',
  'cli',
];

const src = resolve(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
const importPattern = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

test('every file of src/ is in a known room', () => {
  expect(files.filter((f) => !ROOMS.includes(f.split('/')[0]!))).toEqual([]);
});

test('rooms import only from rooms above them', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const room = ROOMS.indexOf(file.split('/')[0]!);
    for (const [, target] of readFileSync(join(src, file), 'utf8').matchAll(importPattern)) {
      const to = relative(src, resolve(dirname(join(src, file)), target!));
      if (ROOMS.indexOf(to.split('/')[0]!) > room) wrong.push(`${file} imports ${to}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('metrics and stats are pure: no Node modules, no engine, so they run in a browser', () => {
  const wrong = files
    .filter((f) => /^(metrics|stats)\//.test(f) && !f.endsWith('.test.ts'))
    .filter((f) => /from ['"](?!\.)/.test(readFileSync(join(src, f), 'utf8')));
  expect(wrong).toEqual([]);
});
