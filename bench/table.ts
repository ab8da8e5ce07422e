import { met, type Row, type Spread } from './bench.ts';

/** Rows as a Markdown table, which docs/benchmarks.md takes as it is. */
export function table(rows: readonly Row[]): string {
  const head = ['what', 'Fovea', 'peer', 'ratio (min – max)', 'by CPU time', 'target'];
  const lines = rows.map((row) => [
    row.name,
    `${figure(row.fovea)} ${row.unit}`,
    `${figure(row.peer)} ${row.unit} (${row.peerName})`,
    range(row.ratio),
    row.cpuRatio === undefined ? '' : row.cpuRatio.median.toFixed(2),
    verdict(row),
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const range = ({ median, min, max, n }: Spread): string =>
  n === 1 ? median.toFixed(3) : `**${median.toFixed(2)}** (${min.toFixed(2)} – ${max.toFixed(2)}, n = ${n})`;

function verdict(row: Row): string {
  if (row.target === null) return '';
  const [sign, bound] = 'atLeast' in row.target ? ['≥', row.target.atLeast] : ['≤', row.target.atMost];
  return `${sign} ${bound}: ${met(row) ? 'met' : 'missed'}`;
}
