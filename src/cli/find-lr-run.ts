import { existsSync } from 'node:fs';
import { writeCsv } from '../formats/index.ts';
import { type BeginOptions, findLearningRate, prepareRun } from '../train/index.ts';

/** `train --find-lr`: the range test's curve as a CSV, and what it suggests. No run is begun. */
export async function runFindLr(options: BeginOptions, json: boolean): Promise<void> {
  const path = `${options.dir}-lr.csv`;
  if (existsSync(path)) throw new Error(`${path}: is there already; choose another --out`);
  const { config, dataset, split, warnings } = prepareRun(options);
  for (const warning of warnings) console.error(`note: ${warning}`);
  const onProgress = process.stderr.isTTY
    ? (done: number, n: number) => process.stderr.write(`\r${done}/${n}`)
    : undefined;
  const { points, steepest, lowest } = await findLearningRate(config, { dataset, split }, { onProgress });
  if (onProgress) process.stderr.write('\n');
  const rows = points.map(({ lr, loss, smoothed }) => ({ lr, loss, smoothed }));
  writeCsv(path, ['lr', 'loss', 'smoothed'], rows);
  if (json) {
    console.log(JSON.stringify({ curve: path, steps: points.length, steepest, lowest }));
    return;
  }
  const shown = (lr: number | null) => (lr === null ? 'the loss never fell' : lr.toExponential(1));
  console.log(`curve        ${path} (${points.length} steps)`);
  console.log(`steepest     ${shown(steepest)}  a peak for most schedules`);
  console.log(`lowest loss  ${shown(lowest)}  stay well below, a tenth of it for instance`);
}
