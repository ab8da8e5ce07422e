import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listPretrained, weightsDir } from '../models/pretrained/index.ts';

/** The weights that have a name: what `fovea models --weights` prints. */
export function printWeights(json: boolean): void {
  const weights = listPretrained().map((w) => ({ ...w, cached: existsSync(join(weightsDir(), w.file)) }));
  if (json) {
    console.log(JSON.stringify({ weights, cache: weightsDir() }));
    return;
  }
  const column = (values: readonly string[]) => Math.max(...values.map((value) => value.length));
  const name = column(weights.map((w) => w.name));
  const licence = column(weights.map((w) => w.licence));
  for (const w of weights) {
    const size = `${w.megabytes} MB`.padStart(7);
    console.log(
      `${w.name.padEnd(name)}  ${size}  ${w.licence.padEnd(licence)}  ${w.trainedOn}${w.cached ? '  (in the cache)' : ''}`,
    );
  }
  console.log(`\nBegin from them: fovea train --init ${weights[0]!.name} …   They are kept in ${weightsDir()}`);
}
