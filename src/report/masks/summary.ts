import type { Estimate } from '../../stats/index.ts';
import { PRIMARY } from '../../study/index.ts';
import { count, date, estimate, fixed, interval, percent } from '../format.ts';
import { type Html, html, type Part } from '../html.ts';
import { modelCount } from '../sections/summary.ts';
import type { MaskReport, MaskReportModel } from './data.ts';

/** What was asked, what the data could have seen, and the answer: in that order. */
export function maskSummary(data: MaskReport): Html {
  const { test, models, kind } = data;
  const of = test.groups === null ? '' : ` of ${count(test.groups)} patients`;
  const who = kind === 'run' ? 'One model was tested' : `${modelCount(models.length)} models were tested`;
  const regions = test.regions.map(regionWord).join(', ');
  return html`<header class="summary">
<p class="kicker">${kind === 'run' ? 'Segmentation' : 'Comparison of segmentations'} · ${date(data.created)} · Fovea ${data.fovea}</p>
<h1>${data.title}</h1>
<p class="lead">${who} on ${count(test.n)} images${of}: ${count(test.positives)} with ${regions} (${percent(test.positives / test.n)}), ${count(test.n - test.positives)} without. Test cases: ${test.source}.</p>
${data.comparison ? verdict(data) : headline(data)}
${data.warnings.length > 0 && html`<ul class="warnings">${data.warnings.map((w) => html`<li>${w}</li>`)}</ul>`}
</header>`;
}

/** `a region` where the data has no name for it. */
export const regionWord = (name: string): string => (name === 'region' ? 'a region' : name);

/** The smallest difference that could have been seen stands before what was found. */
function verdict({ comparison, test }: MaskReport): Html {
  const { verdict: v, minimumDetectableDifference: smallest, detectable, settings } = comparison!;
  return html`<div class="answer">
<dl class="facts">
<div><dt>Smallest difference this test set could have seen</dt><dd class="num">${fixed(smallest)} <span class="unit">Dice</span></dd><dd class="note">${detectable.a} against ${detectable.b}, n = ${count(test.positives)} images with a region, power ${percent(detectable.power, 0)}, α = ${Number(detectable.alpha.toPrecision(2))}; ${detectable.method}</dd></div>
<div><dt>Difference that does not matter, stated beforehand</dt><dd class="num">${settings.margin === null ? 'none stated' : html`${fixed(settings.margin)} <span class="unit">Dice</span>`}</dd><dd class="note">${settings.margin === null ? 'without it, no two models can be called equivalent' : 'equivalence is tested within ± this margin'}</dd></div>
</dl>
<p class="verdict"><span class="word">Verdict.</span> ${v.sentence}</p>
<p class="note">By Dice where there is a region: a model that marks nothing scores 0. False alarms on other images are not in it and stand beside it, below.</p>
</div>`;
}

function headline({ models }: MaskReport): Html {
  const model = models[0]!;
  const regions = Object.values(model.regions);
  const { dicePositives, leftEmpty, pooledDice, auroc } = model.endpoints;
  const shown: readonly (readonly [string, Estimate])[] = [
    ['Dice where there is a region', dicePositives],
    ...(regions.length === 1 ? [['Lesions found', regions[0]!.lesions.sensitivity] as const] : []),
    ['Others left empty', leftEmpty],
    ['Dice, pixels pooled', pooledDice],
    ...(regions.length === 1 ? [] : [['AUROC of the image score', auroc] as const]),
  ];
  return html`<div class="answer"><dl class="facts">${shown.map(
    ([name, e]) =>
      html`<div><dt>${name}</dt><dd class="num">${fixed(e.value)}</dd><dd class="note num">${interval(e.low, e.high)} · n = ${count(e.n)} · all empty ${fixed(e.baseline)}</dd></div>`,
  )}</dl><p class="verdict">${sentence(model)}</p></div>`;
}

function sentence({ name, endpoints, rule }: MaskReportModel): Part {
  const { [PRIMARY]: dice, leftEmpty } = endpoints;
  if (dice.value === null) return `${name}: no test image has a region, so its Dice is not defined.`;
  const found = `${name} reaches a Dice of ${estimate(dice)} on the ${count(dice.n)} images with a region; marking nothing reaches 0.`;
  const others =
    leftEmpty.value === null ? '' : ` Of the ${count(leftEmpty.n)} others it leaves ${percent(leftEmpty.value)} empty.`;
  const at =
    rule === null
      ? ''
      : rule.value === 0
        ? ' A pixel is of the likeliest class.'
        : ` The threshold ${fixed(rule.value, 2)} and the least area, ${percent(rule.minArea, 2)} of the image, were chosen on validation data and frozen.`;
  return `${found}${others}${at}`;
}
