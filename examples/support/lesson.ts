import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `--quick`: a setting of seconds, as the tests run it. */
export const quick = process.argv.includes('--quick');

/** `--data PATH`: other data than the lesson's own. */
export const givenData = valueAfter('--data');

/** The root of the project, whatever folder the lesson was started in. */
export const fromRoot = (path: string) => resolve(import.meta.dirname, '../..', path);

/** The folder of the course's pictures; git ignores it. */
export function output(file: string): string {
  const folder = fromRoot('runs/course');
  mkdirSync(folder, { recursive: true });
  return join(folder, file);
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** The last line of a lesson: what came out, and whether it is what should. Fails the lesson if it is not. */
export function expectResult(name: string, value: number, relation: '≥' | '≤', bound: number): void {
  const holds = relation === '≥' ? value >= bound : value <= bound;
  console.log(`\nresult: ${name} = ${shown(value)}, expected ${relation} ${shown(bound)}: ${holds ? 'yes' : 'no'}`);
  if (!holds) process.exitCode = 1;
}

const shown = (value: number) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6) ? value.toExponential(1) : `${+value.toFixed(4)}`;

function valueAfter(option: string): string | undefined {
  const at = process.argv.indexOf(option);
  return at < 0 ? undefined : process.argv[at + 1];
}
