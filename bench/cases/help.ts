import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Bench, medianOf, ratios } from '../bench.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** How long the command line takes to say anything at all: whole processes. */
export const help: Bench = {
  name: 'help',
  description: 'fovea --help, a whole process',
  async run({ quick, note }) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build"`);
    const commands = [
      [MAIN, '--help'],
      ['-e', '0'],
    ];
    const times: [number[], number[]] = [[], []];
    const rounds = quick ? 3 : 41;
    for (let round = 0; round < rounds; round++) {
      for (const turn of round % 2 === 0 ? [0, 1] : [1, 0]) times[turn]!.push(milliseconds(commands[turn]!));
      note(`${round + 1} of ${rounds}`);
    }
    return [
      {
        name: 'fovea --help',
        ratio: ratios(times[0], times[1]),
        target: { atMost: 1.5 },
        unit: 'ms',
        fovea: medianOf(times[0]),
        peer: medianOf(times[1]),
        peerName: 'node -e 0',
      },
    ];
  },
};

function milliseconds(args: readonly string[]): number {
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (error || status !== 0) throw new Error(`node ${args.join(' ')}: ended with status ${status}`);
  return performance.now() - start;
}
