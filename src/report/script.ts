/**
 * All the script of a report: the theme, and the two sliders. It recomputes what operating-point.ts wrote; the end-to-end test holds the
 * one to the other. Plain, without a framework; what it needs stands in the page as JSON.
 */
export const SCRIPT = `'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  const theme = $('theme');
  const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const name = () => { theme.textContent = dark() ? 'Light' : 'Dark'; };
  theme.hidden = false;
  theme.addEventListener('click', () => { root.dataset.theme = dark() ? 'light' : 'dark'; name(); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
  name();

  // What is folded on the screen is open on paper.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')].filter((d) => !d.closest('figure'));
    for (const d of folded) d.open = true;
  });
  addEventListener('afterprint', () => { for (const d of folded) d.open = false; });

  if (!$('live')) return;
  const data = JSON.parse($('live-data').textContent);
  const { positives, negatives, z } = data;
  const run = () => data.runs[$('live-run')?.value ?? 0];
  const own = { threshold: null, prevalence: null }; // null: not moved, so exactly as frozen

  const wilson = (k, n) => {
    if (n === 0) return { value: null, low: null, high: null };
    const p = k / n;
    const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    const scale = 1 + (z * z) / n;
    const centre = p + (z * z) / (2 * n);
    return { value: p, low: k === 0 ? 0 : (centre - half) / scale, high: k === n ? 1 : (centre + half) / scale };
  };
  const complement = (b) => ({ value: 1 - b.value, low: 1 - b.high, high: 1 - b.low });
  const ratio = (a, b) => { // MOVER-R, as operating-point.ts
    const root = (l, u) => Math.sqrt(Math.max(0, (a.value * b.value) ** 2 - l * u * (2 * a.value - l) * (2 * b.value - u)));
    const top = a.low * (2 * a.value - a.low);
    const bottom = b.low * (2 * b.value - b.low);
    return {
      low: top > 0 ? top / (a.value * b.value + root(a.low, b.high)) : 0,
      high: bottom > 0 ? (a.value * b.value + root(a.high, b.low)) / bottom : Infinity,
    };
  };
  const bayes = (value, ends, odds) => {
    const p = (r) => (r * odds === Infinity ? 1 : (r * odds) / (1 + r * odds));
    return { value, low: p(ends.low), high: p(ends.high) };
  };
  const share = (part, whole) => (whole > 0 ? part / whole : null);

  /** Counts at a threshold: the last distinct score that is not below it. */
  const counts = ({ thresholds, tp, fp }, threshold) => {
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (thresholds[middle] >= threshold) low = middle + 1;
      else high = middle;
    }
    const c = low === 0 ? { tp: 0, fp: 0 } : { tp: tp[low - 1], fp: fp[low - 1] };
    return { ...c, fn: positives - c.tp, tn: negatives - c.fp };
  };

  const fixed = (x, digits = 3) => (x === null || !Number.isFinite(x) ? '–' : x.toFixed(digits));
  const show = (id, b) => {
    $('live-' + id).textContent = fixed(b.value);
    $('live-' + id + '-interval').textContent = b.low === null ? '–' : fixed(b.low) + ' to ' + fixed(b.high);
  };
  const thin = (n) => String(n).replace(/\\B(?=(\\d{3})+$)/g, '\\u2009');

  const update = () => {
    const threshold = own.threshold ?? run().threshold;
    const prevalence = own.prevalence ?? data.prevalence;
    const c = counts(run(), threshold);
    const sens = wilson(c.tp, positives);
    const spec = wilson(c.tn, negatives);
    show('sensitivity', sens);
    show('specificity', spec);
    if (own.prevalence === null) {
      show('ppv', wilson(c.tp, c.tp + c.fp));
      show('npv', wilson(c.tn, c.tn + c.fn));
    } else {
      const p = prevalence;
      const called = sens.value * p + (1 - spec.value) * (1 - p);
      const passed = spec.value * (1 - p) + (1 - sens.value) * p;
      show('ppv', bayes(share(sens.value * p, called), ratio(sens, complement(spec)), p / (1 - p)));
      show('npv', bayes(share(spec.value * (1 - p), passed), ratio(spec, complement(sens)), (1 - p) / p));
    }
    for (const id of ['tp', 'fp', 'tn', 'fn']) $('live-' + id).textContent = thin(c[id]);
    $('live-threshold').value = threshold;
    $('live-prevalence').value = prevalence;
    $('live-threshold-value').textContent = fixed(threshold);
    $('live-prevalence-value').textContent = fixed(100 * prevalence, 1) + ' %';
  };
  $('live-threshold').addEventListener('input', (e) => { own.threshold = Number(e.target.value); update(); });
  $('live-prevalence').addEventListener('input', (e) => { own.prevalence = Number(e.target.value); update(); });
  $('live-run')?.addEventListener('change', () => { own.threshold = null; update(); });
  $('live-reset').addEventListener('click', () => { own.threshold = null; own.prevalence = null; update(); });
})();
`;
