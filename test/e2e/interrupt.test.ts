import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { env, fovea, foveaJson, main, temporaryFolder } from './fovea.ts';
import { finalWeights } from './kill.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'xrays');
const options = ['--data', data, '--model', 'small_cnn', '--image-size', '32', '--batch-size', '4', '--epochs', '3'];

beforeAll(() => void foveaJson('data', 'phantom', '--out', data, '--count', '48', '--size', '48', '--seed', '9'));
afterAll(() => folder[Symbol.dispose]());

/** Starts training as in a terminal, in a process group of its own; `interrupt` is Ctrl-C. */
function startTraining(out: string) {
  const child = spawn(process.execPath, [main, 'train', ...options, '--out', out], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const events = join(out, 'events.jsonl');
  const firstStep = async () => {
    while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"step"')) await sleep(20);
  };
  return { ended, firstStep, interrupt: () => process.kill(-child.pid!, 'SIGINT') };
}

test('Ctrl-C saves and ends, and the resumed run is the one that was never stopped', async () => {
  const out = join(folder.path, 'stopped');
  const { ended, firstStep, interrupt } = startTraining(out);
  await firstStep();
  interrupt();
  expect(await ended).toBe(1);
  expect(finalWeights(out)).toBeNull();
  expect(readFileSync(join(out, 'events.jsonl'), 'utf8').trim().split('\n').at(-1)).toContain('"stopped"');
  expect(fovea('train', '--resume', out).status).toBe(0);

  const whole = join(folder.path, 'whole');
  expect(fovea('train', ...options, '--out', whole).status).toBe(0);
  expect(finalWeights(out)).toBe(finalWeights(whole));
});

test('a second Ctrl-C does not wait', async () => {
  const { ended, firstStep, interrupt } = startTraining(join(folder.path, 'twice'));
  await firstStep();
  interrupt();
  interrupt();
  expect(await ended).toBe(1);
});
