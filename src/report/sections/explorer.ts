import { confusionMatrix } from '../../metrics/index.ts';
import { liveCounts } from '../curves.ts';
import type { ModelRun, ReportData, ReportModel } from '../data.ts';
import { count, fixed } from '../format.ts';
import { embeddedJson, type Html, html } from '../html.ts';
import { type Bounded, operatingPoint } from '../operating-point.ts';
import { section } from './parts.ts';

const OUTCOMES = [
  ['sensitivity', 'Sensitivity', 'of those with it, called positive'],
  ['specificity', 'Specificity', 'of those without it, called negative'],
  ['ppv', 'PPV', 'of those called positive, have it'],
  ['npv', 'NPV', 'of those called negative, do not'],
] as const;

/**
 * Two sliders and what follows from them. The numbers at the frozen threshold are written into the page, so it can be read and
 * printed without the script, which only recomputes them.
 */
export function explorerSection({ models, test, confidence }: ReportData): Html | null {
  const runs = models.flatMap((model) => model.runs.map((run) => ({ model, run })));
  const first = runs[0];
  if (test.classes.length !== 2 || !first || first.run.probabilities.length === 0 || !test.positives) return null;
  if (test.positives === test.n) return null;
  const threshold = first.run.threshold ?? 0.5;
  const confusion = confusionMatrix(test.labels, first.run.probabilities, threshold);
  const point = operatingPoint(confusion, null, confidence);
  const prevalence = test.prevalence!;
  const live = {
    positives: test.positives,
    negatives: test.n - test.positives,
    prevalence,
    z: zOf(confidence),
    runs: runs.map(({ run }) => ({ threshold: run.threshold ?? 0.5, ...liveCounts(run, test.labels) })),
  };
  const grouped = test.groups !== null && test.groups < test.n;
  return section(
    'explorer',
    'At another threshold, in another place',
    html`<p>Move the threshold to see what a stricter or laxer reading would give on these cases, and the prevalence to see what the predictive values would be where the disease is rarer or more common. A threshold picked here is picked on test data: choose it again on other cases before you use it.</p>
<div class="explorer" id="live">
<div class="controls">
${
  runs.length > 1 &&
  html`<label class="control"><span>Model</span><select id="live-run">${runs.map(
    ({ model, run }, i) => html`<option value="${i}">${nameOf(model, run)}</option>`,
  )}</select></label>`
}
<label class="control"><span>Threshold</span><input type="range" id="live-threshold" min="0" max="1" step="0.001" value="${threshold}"><output id="live-threshold-value" for="live-threshold" class="num">${fixed(threshold, 3)}</output></label>
<label class="control"><span>Prevalence</span><input type="range" id="live-prevalence" min="0.001" max="0.999" step="0.001" value="${prevalence}"><output id="live-prevalence-value" for="live-prevalence" class="num">${fixed(100 * prevalence, 1)} %</output></label>
<p class="control"><button type="button" id="live-reset">Back to the frozen values</button></p>
</div>
<dl class="outcomes" aria-live="polite">${OUTCOMES.map(
      ([id, name, words]) =>
        html`<div><dt>${name}</dt><dd class="num big" id="live-${id}">${fixed(point[id].value)}</dd><dd class="num ci" id="live-${id}-interval">${ends(point[id])}</dd><dd class="note">${words}</dd></div>`,
    )}</dl>
<p class="counts num">True positives <b id="live-tp">${count(confusion.tp)}</b> · false positives <b id="live-fp">${count(confusion.fp)}</b> · true negatives <b id="live-tn">${count(confusion.tn)}</b> · false negatives <b id="live-fn">${count(confusion.fn)}</b></p>
</div>
<p class="note">Intervals: Wilson${grouped ? ', with every image as a case of its own although patients repeat' : ''}. At another prevalence than the test set’s, predictive values follow from Bayes and their intervals from Wilson’s through the likelihood ratio (MOVER-R, Donner &amp; Zou 2012).</p>
<script type="application/json" id="live-data">${embeddedJson(live)}</script>`,
  );
}

const nameOf = (model: ReportModel, run: ModelRun): string =>
  model.runs.length > 1 ? `${model.name}, seed ${run.seed ?? model.runs.indexOf(run)}` : model.name;

const ends = ({ low, high }: Bounded): string =>
  low === null || high === null ? '–' : `${fixed(low)} to ${fixed(high)}`;

/** Of a two-sided interval, found from Wilson's own upper end for 0 of 1: z² / (1 + z²). */
function zOf(confidence: number): number {
  const upper = operatingPoint({ tp: 0, fn: 1, tn: 0, fp: 0 }, null, confidence).sensitivity.high!;
  return Math.sqrt(upper / (1 - upper));
}
