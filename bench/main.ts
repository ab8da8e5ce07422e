/**
 * `npm run bench [-- --only NAME --quick --json]`: Fovea beside its peers in one run, as ratios of neighbouring measurements.
 * The peer of the engine is PyTorch's Python front end on the same libtorch, with the same number of threads (FOVEA_BENCH_PYTHON
 * names another Python than /usr/bin/python3).
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseBlasKernels } from '../src/torch/blas-kernels.ts';
import { type Bench, met, type Row } from './bench.ts';
import { add } from './cases/add.ts';
import { bert } from './cases/bert.ts';
import { flat } from './cases/flat.ts';
import { help } from './cases/help.ts';
import { images } from './cases/images.ts';
import { densenet, mae, predict, resnet, unet, vit } from './cases/models.ts';
import { optimizer } from './cases/optimizer.ts';
import { rle } from './cases/rle.ts';
import { statistics } from './cases/statistics.ts';
import { surface } from './cases/surface.ts';
import { generation, gpt, tokenize } from './cases/text.ts';
import { table } from './table.ts';

const BENCHES: readonly Bench[] = [
  help,
  statistics,
  rle,
  surface,
  add,
  optimizer,
  images,
  flat,
  densenet,
  resnet,
  vit,
  mae,
  unet,
  predict,
  gpt,
  bert,
  generation,
  tokenize,
];

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const unknown = flags.only?.find((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown !== undefined) {
  console.error(`no benchmark "${unknown}"; there are ${BENCHES.map((bench) => bench.name).join(', ')}`);
  process.exit(2);
}

chooseBlasKernels(); // for the peer too: both inherit it
const python = process.env.FOVEA_BENCH_PYTHON ?? '/usr/bin/python3';
const threads = availableParallelism();
const results: (Row & { bench: string; met: boolean | null })[] = [];
const failures: { bench: string; error: string }[] = [];
for (const bench of BENCHES) {
  if (flags.only !== undefined && !flags.only.includes(bench.name)) continue;
  const note = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${bench.name}: ${text}`);
  };
  try {
    const rows = await bench.run({ quick: flags.quick, python, threads, note });
    results.push(...rows.map((row) => ({ bench: bench.name, ...row, met: met(row) })));
  } catch (error) {
    failures.push({ bench: bench.name, error: error instanceof Error ? error.message : String(error) });
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

if (flags.json) {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', threads, node: process.version, platform: process.platform };
  console.log(JSON.stringify({ machine, quick: flags.quick, results, failures }, null, 2));
} else {
  console.log(table(results));
  for (const { bench, error } of failures) console.error(`${bench}: ${error}`);
}
// A target missed is a result; a benchmark that did not run is a failure.
process.exit(failures.length > 0 ? 1 : 0);
