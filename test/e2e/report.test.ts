import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFileAtomic } from '../../src/formats/index.ts';
import { confusionMatrix } from '../../src/metrics/index.ts';
import { reportOfStudy } from '../../src/report/from-study.ts';
import { type Bounded, operatingPoint } from '../../src/report/operating-point.ts';
import { renderReport } from '../../src/report/page.ts';
import { CHROMIUM_FLAGS, findChromium, printToPdf } from '../../src/report/pdf.ts';
import { seededStudy } from '../../src/report/testing.ts';
import { openStudy, writeStudy } from '../../src/study/index.ts';
import { temporaryFolder } from './fovea.ts';

const chromium = findChromium();
const folder = temporaryFolder();
const file = join(folder.path, 'report.html');
const { comparison, cases } = seededStudy({ n: 200, models: { cnn: 1.7, vit: 1.1 } });

let browser: BrowserContext;
let page: Page;
const complaints: string[] = [];
const requests: string[] = [];

if (chromium === null) console.warn('report.test.ts is skipped: no Chromium on the PATH (nor in FOVEA_CHROMIUM)');
const inBrowser = test.skipIf(chromium === null);

beforeAll(async () => {
  const dir = join(folder.path, 'study');
  mkdirSync(dir);
  writeStudy({ dir, comparison, cases });
  writeFileAtomic(file, renderReport(await reportOfStudy(openStudy(dir), { images: true })));
  if (chromium === null) return;
  const playwright = await import('playwright-core');
  browser = await playwright.chromium.launchPersistentContext(join(folder.path, 'profile'), {
    executablePath: chromium,
    headless: true,
    args: [...CHROMIUM_FLAGS, '--no-sandbox'],
    viewport: { width: 1100, height: 800 },
    colorScheme: 'light',
  });
  page = await browser.newPage();
  page.on('console', (m) => complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(e.message));
  page.on('request', (r) => requests.push(r.url()));
  await page.goto(pathToFileURL(file).href);
});

afterAll(async () => {
  await browser?.close();
  folder[Symbol.dispose]();
});

/** Moves a slider as a hand would. */
async function slide(id: string, value: number) {
  await page.locator(`#${id}`).evaluate((el, v) => {
    const input = el as unknown as { value: string; dispatchEvent(e: unknown): void };
    input.value = String(v);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, value);
}

async function shows(id: string, { value, low, high }: Bounded) {
  expect(await page.locator(`#live-${id}`).textContent()).toBe(value === null ? '–' : value.toFixed(3));
  const ends = `${low?.toFixed(3)} to ${high?.toFixed(3)}`;
  expect(await page.locator(`#live-${id}-interval`).textContent()).toBe(ends);
}

inBrowser('opens without a word on the console, and asks for nothing but itself', () => {
  expect(complaints).toEqual([]);
  expect(requests).toEqual([pathToFileURL(file).href]);
});

inBrowser('both sliders show what the library computes, for either model', async () => {
  for (const [run, model] of cases.models.entries()) {
    await page.selectOption('#live-run', String(run));
    for (const [threshold, prevalence] of [
      [0.3, 0.05],
      [0.615, 0.5],
      [0.001, 0.9],
      [0.999, 0.02],
    ] as const) {
      await slide('live-threshold', threshold);
      await slide('live-prevalence', prevalence);
      const counts = confusionMatrix(cases.labels, model.runs[0]!.probabilities, threshold);
      const expected = operatingPoint(counts, prevalence);
      expect(await page.locator('#live-tp').textContent()).toBe(String(counts.tp));
      for (const id of ['sensitivity', 'specificity'] as const) await shows(id, expected[id]);
      if (expected.ppv.value !== null) await shows('ppv', expected.ppv);
      if (expected.npv.value !== null) await shows('npv', expected.npv);
    }
  }
});

inBrowser('the button brings back the frozen threshold and the prevalence of the test set', async () => {
  await page.click('#live-reset');
  await page.selectOption('#live-run', '0');
  const expected = operatingPoint(confusionMatrix(cases.labels, cases.models[0]!.runs[0]!.probabilities, 0.42), null);
  for (const id of ['sensitivity', 'specificity', 'ppv', 'npv'] as const) await shows(id, expected[id]);
});

inBrowser('a slider is reached and moved by keyboard', async () => {
  await page.focus('#live-threshold');
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('#live-threshold-value').textContent()).toBe('0.421');
  await page.click('#live-reset');
});

inBrowser('light and dark: as the system asks, and by the button', async () => {
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await paper();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.click('#theme');
  expect(await paper()).toBe(light);
  await page.click('#theme');
  await page.emulateMedia({ colorScheme: 'light' });
});

inBrowser('a narrow screen scrolls down only', async () => {
  await page.setViewportSize({ width: 380, height: 800 });
  const [wide, seen] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(wide).toBe(seen);
});

inBrowser('prints to a PDF', async () => {
  const pdf = join(folder.path, 'report.pdf');
  await printToPdf(file, pdf);
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  rmSync(pdf);
});
