/** AUROC with DeLong's interval of 100,000 scores, or paired bootstrap replicates of two AUROCs of 1,400. */
import { rank, rankedAuroc } from '../../src/metrics/index.ts';
import { aurocInterval, pairedBootstrap, random } from '../../src/stats/index.ts';
import { serve } from './serve.ts';

const [what] = process.argv.slice(2);
const n = what === 'delong' ? 100_000 : 1400;
const rng = random(1, 'bench');
const labels = Uint8Array.from({ length: n }, () => (rng.next() < 0.3 ? 1 : 0));
const draw = () => Float64Array.from(labels, (label) => rng.normal(label * 1.5));
const [a, b] = [draw(), draw()];

function bootstrap(replicates: number): void {
  const [rankingA, rankingB] = [rank(labels, a), rank(labels, b)];
  pairedBootstrap(
    { a: (weights) => rankedAuroc(rankingA, weights), b: (weights) => rankedAuroc(rankingB, weights) },
    { n, replicates, strata: labels },
  );
}

function body(count: number): void {
  for (let i = 0; i < count; i++) {
    if (what === 'delong') aurocInterval(labels, a);
    else bootstrap(2000);
  }
}

body(3);
await serve({}, body);
