import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudy, writeStudy } from '../study/index.ts';
import { average } from './curves.ts';
import { reportOfStudy } from './from-study.ts';
import { renderReport } from './page.ts';
import { seededStudy } from './testing.ts';

const dir = mkdtempSync(join(tmpdir(), 'fovea-report-'));
const evil = '<script>alert(1)</script>"\'&.png';
let page: string;

beforeAll(async () => {
  const study = seededStudy({ n: 120, models: { a: 1.8, b: 1.2, c: 0.8 } });
  const imagePaths = study.cases.imagePaths.map((p) => p + evil);
  writeStudy({ dir, comparison: study.comparison, cases: { ...study.cases, imagePaths } });
  page = renderReport(await reportOfStudy(openStudy(dir), { images: true }));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('what could have been seen stands before the verdict', () => {
  expect(page.indexOf('Smallest difference this test set could have seen')).toBeGreaterThan(0);
  expect(page.indexOf('Smallest difference this test set could have seen')).toBeLessThan(
    page.indexOf('class="verdict"'),
  );
});

test('names from files are text, never markup', () => {
  expect(page.includes('<script>alert')).toBe(false);
  expect(page.includes('&lt;script&gt;alert(1)')).toBe(true);
});

test('the page asks for nothing from anywhere and names its two scripts and styles by hash', () => {
  const policy = /default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/;
  expect(policy.test(page.replaceAll('&#39;', "'"))).toBe(true);
  expect(/(?:src|href)="(?!data:|#)/.test(page)).toBe(false);
  expect(page.includes(' style="')).toBe(false);
});

test('every link within the page has its place, every figure a name, every id one element', () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  for (const [svg] of page.matchAll(/<svg[^>]*>/g)) expect(svg).toMatch(/aria-label="[^"]+"|aria-hidden="true"/);
});

test('a single training and its verdict need no images: their absence is said', () => {
  expect(/of these images are not where the record says/.test(page)).toBe(true);
  expect(page.includes('<img')).toBe(false);
});

test('checklists say what is answered and what is open', () => {
  expect(/\d+ of 44 items answered here/.test(page)).toBe(true);
  expect(/\d+ items left for the authors/.test(page)).toBe(true);
});

test('the mean of curves has the mean of their areas', () => {
  const area = (points: readonly (readonly [number, number])[]) =>
    points.slice(1).reduce((sum, [x, y], i) => sum + (x - points[i]![0]) * ((y + points[i]![1]) / 2), 0);
  const a = [
    [0, 0],
    [0, 0.5],
    [0.5, 0.5],
    [0.5, 1],
    [1, 1],
  ] as const;
  const b = [
    [0, 0],
    [1, 1],
  ] as const;
  expect(area(average([a, b]))).toBeCloseTo((0.75 + 0.5) / 2, 2);
});
