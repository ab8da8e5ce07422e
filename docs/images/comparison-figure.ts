/**
 * The figure of a comparison for a README: verdict, AUROCs with their seeds, ROC curves, in the report's own drawing. It holds no image of the data.
 *
 * Command: npx tsx docs/images/comparison-figure.ts studies/pneumoniamnist docs/images/pneumoniamnist-comparison.png
 * Needs Chromium (FOVEA_CHROMIUM, or the one on the path).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { rocOf } from '../../src/report/curves.ts';
import { rocFigure } from '../../src/report/figures/curves.ts';
import { forest } from '../../src/report/figures/forest.ts';
import { swatch } from '../../src/report/figures/series.ts';
import { fixed } from '../../src/report/format.ts';
import { Html, html } from '../../src/report/html.ts';
import { CHROMIUM_FLAGS, findChromium } from '../../src/report/pdf.ts';
import { STYLE } from '../../src/report/style.ts';
import { openStudy, type Study } from '../../src/study/index.ts';

const LAYOUT = `
body{width:1300px;padding:26px 30px 22px;font-size:16px}
.sheet{display:grid;grid-template-columns:820px 440px;gap:26px 40px;align-items:start}
.verdict{grid-column:1/-1;font-size:20px;max-width:none;margin:0;padding-bottom:16px;border-bottom:1px solid var(--rule)}
h2{border:0;margin:0 0 10px;padding:0;font-size:15px}
.note{margin:12px 0 0;max-width:none}
.key{margin:0 0 6px}`;

function sheet({ comparison, cases }: Study): Html {
  const { models, test, minimumDetectableDifference: smallest, verdict, detectable } = comparison;
  const rows = models.map((m, index) => {
    const { value, low, high } = m.auroc;
    return { label: m.name, value, low, high, index, dots: m.runs.flatMap((r) => r.auroc ?? []) };
  });
  const curves = models.map((m) => {
    const runs = cases.models.find((c) => c.name === m.name)!.runs.map((r) => ({ ...r, auroc: null }));
    return rocOf({ name: m.name, estimates: {}, threshold: null, confusion: null, runs }, cases.labels)!;
  });
  const seeds = models[0]!.runs.length;
  return html`<div class="sheet">
<p class="verdict"><span class="word">Verdict.</span> ${verdict.sentence}</p>
<div><h2>AUROC on ${test.n} test images, 95 % interval of ${seeds} seeds and of the cases</h2>${forest({ title: 'AUROC', label: 'AUROC', rows, within: [0, 1], width: 820, rowHeight: 66 })}
<p class="note">Small ticks: single seeds. Baseline (chance): 0.5. Smallest difference that could have been seen, ${detectable.a} against ${detectable.b}: ${fixed(smallest)} AUROC at ${Math.round(100 * detectable.power)} % power.</p></div>
<div><h2>ROC: the mean of the seeds, single seeds thin</h2><ul class="key">${curves.map((c, i) => html`<li>${swatch(i)}<span>${c.name}</span></li>`)}</ul>${rocFigure(curves)}</div>
</div>`;
}

const [dir, out] = process.argv.slice(2);
if (dir === undefined || out === undefined) throw new Error('usage: comparison-figure.ts STUDY FILE.png');
const executablePath = findChromium();
if (executablePath === null) throw new Error('no Chromium found; name it in FOVEA_CHROMIUM');
const folder = mkdtempSync(join(tmpdir(), 'fovea-figure-'));
const page = join(folder, 'figure.html');
const styles = new Html(`<style>${STYLE}${LAYOUT}</style>`);
writeFileSync(
  page,
  `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">${styles}<body>${sheet(openStudy(dir))}`,
);
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, '--no-sandbox'] });
try {
  const tab = await browser.newPage({ viewport: { width: 1360, height: 400 }, deviceScaleFactor: 1.5 });
  await tab.goto(pathToFileURL(page).href);
  await tab.screenshot({ path: out, fullPage: true });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
