import type { Estimate } from '../../stats/index.ts';
import type { ReportData, ReportModel } from '../data.ts';
import { count, date, estimate, fixed, interval, percent } from '../format.ts';
import { type Html, html, type Part } from '../html.ts';

/** What was asked, what the data could have seen, and the answer: in that order. */
export function summary(data: ReportData): Html {
  return html`<header class="summary">
<p class="kicker">${data.kind === 'run' ? 'Evaluation' : 'Comparison'} · ${date(data.created)} · Fovea ${data.fovea}</p>
<h1>${data.title}</h1>
<p class="lead">${testSet(data)}</p>
${data.comparison ? verdict(data) : headline(data)}
${data.warnings.length > 0 && html`<ul class="warnings">${data.warnings.map((w) => html`<li>${w}</li>`)}</ul>`}
</header>`;
}

const NUMBERS: Record<number, string> = {
  2: 'Two',
  3: 'Three',
  4: 'Four',
  5: 'Five',
  6: 'Six',
  7: 'Seven',
  8: 'Eight',
  9: 'Nine',
};

/** `Two`, … at the beginning of a sentence. */
export const modelCount = (n: number): string => NUMBERS[n] ?? String(n);

const withClass = (name: string) =>
  ['positive', 'negative', 'normal', 'abnormal'].includes(name) ? name : `with ${name}`;

function testSet({ test, models, kind }: ReportData): Part {
  const { n, groups, classes, counts, prevalence } = test;
  const of = groups === null ? '' : ` of ${count(groups)} patients`;
  const what =
    classes.length === 2
      ? `${count(counts[1] ?? 0)} ${withClass(classes[1]!)} (${percent(prevalence)}), ${count(counts[0] ?? 0)} ${withClass(classes[0]!)}`
      : classes.map((c, i) => `${count(counts[i] ?? 0)} ${c}`).join(', ');
  const who = kind === 'run' ? 'One model was tested' : `${modelCount(models.length)} models were tested`;
  return `${who} on ${count(n)} images${of}: ${what}. Test cases: ${test.source}.`;
}

/** The smallest difference that could have been seen stands before what was found. */
function verdict({ comparison, test }: ReportData): Html {
  const { verdict: v, minimumDetectableDifference: smallest, detectable, settings } = comparison!;
  return html`<div class="answer">
<dl class="facts">
<div><dt>Smallest difference this test set could have seen</dt><dd class="num">${fixed(smallest)} <span class="unit">AUROC</span></dd><dd class="note">${detectable.a} against ${detectable.b}, n = ${count(test.n)}, power ${percent(detectable.power, 0)}, α = ${Number(detectable.alpha.toPrecision(2))}; ${detectable.method}</dd></div>
<div><dt>Difference that does not matter, stated beforehand</dt><dd class="num">${settings.margin === null ? 'none stated' : html`${fixed(settings.margin)} <span class="unit">AUROC</span>`}</dd><dd class="note">${settings.margin === null ? 'without it, no two models can be called equivalent' : 'equivalence is tested within ± this margin'}</dd></div>
</dl>
<p class="verdict"><span class="word">Verdict.</span> ${v.sentence}</p>
</div>`;
}

function headline({ models, test }: ReportData): Html {
  const model = models[0]!;
  const shown: readonly (readonly [string, Estimate | undefined])[] = [
    ['AUROC', model.estimates.auroc],
    ['Average precision', model.estimates.averagePrecision],
    ['Sensitivity', model.estimates.sensitivity],
    ['Specificity', model.estimates.specificity],
    ...(test.classes.length > 2 ? [['Accuracy', model.estimates.accuracy] as const] : []),
  ];
  return html`<div class="answer"><dl class="facts">${shown.map(
    ([name, e]) =>
      e &&
      html`<div><dt>${name}</dt><dd class="num">${fixed(e.value)}</dd><dd class="note num">${interval(e.low, e.high)} · n = ${count(e.n)} · trivial ${fixed(e.baseline)}</dd></div>`,
  )}</dl><p class="verdict">${sentence(model, test.classes)}</p></div>`;
}

function sentence({ name, estimates, threshold }: ReportModel, classes: readonly string[]): Part {
  const { auroc } = estimates;
  if (!auroc || auroc.value === null) return `${name}: AUROC is not defined here (${auroc?.reason ?? 'no scores'}).`;
  const better = auroc.low !== null && auroc.low > (auroc.baseline ?? 0.5);
  const finding = better
    ? `tells ${classes.length === 2 ? `${classes[1]} from ${classes[0]}` : 'the classes apart'} better than chance: AUROC ${estimate(auroc)}, chance ${fixed(auroc.baseline ?? 0.5)}`
    : `cannot be said to do better than chance: AUROC ${estimate(auroc)}, chance ${fixed(auroc.baseline ?? 0.5)}`;
  const at = threshold
    ? ` The threshold ${fixed(threshold.value, 4)} ${threshold.chosenOn === 'validation' ? `(${threshold.rule}) was chosen on validation data and frozen` : 'was stated beforehand'}.`
    : '';
  return `${name} ${finding}.${at}`;
}
