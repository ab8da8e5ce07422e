import type { Estimate } from '../stats/index.ts';
import type { TextEvaluation, TextScore } from '../train/text/index.ts';
import { decimal, table, withInterval, wrap } from './table.ts';

/** How well a text is foreseen, as tables. */
export function renderTextScore(report: TextEvaluation): string {
  const { data, split, documents, repeats } = report;
  const size = documents === null ? '' : `, ${documents.toLocaleString('en')} documents`;
  const parts = [`${data}${split === null ? '' : `, ${split}`}${size}`, scores(report)];
  if (repeats !== null && repeats.documents > 0) {
    parts.push(`${repeats.documents} documents stand in the training text word for word; the others alone:`);
    parts.push(repeats.without === null ? 'there are none' : scores(repeats.without));
  }
  return [...parts, wrap(`95 % intervals: ${report.loss.method}.`)].join('\n\n');
}

const scores = ({ loss, perplexity, bitsPerByte, wordPerplexity }: TextScore): string =>
  table([
    ['metric', 'value (95 % interval)', 'n', 'token frequencies alone'],
    row('loss, nats a token', loss, 'tokens'),
    row('perplexity a token', perplexity, 'tokens'),
    row('bits a byte', bitsPerByte, 'bytes'),
    row('perplexity a word', wordPerplexity, 'words'),
  ]);

const row = (name: string, estimate: Estimate, unit: string) => [
  name,
  (estimate.value ?? 0) < 1e5 ? withInterval(estimate) : rough(estimate),
  `${estimate.n.toLocaleString('en')} ${unit}`,
  (estimate.baseline ?? 0) < 1e5 ? decimal(estimate.baseline) : estimate.baseline!.toExponential(2),
];

/** Of a model that knows nothing, the perplexity a word is astronomical. */
const rough = ({ value, low, high }: Estimate) =>
  `${value!.toExponential(2)} (${low?.toExponential(2)}–${high?.toExponential(2)})`;
