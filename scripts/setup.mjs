/**
 * `npm run setup`: everything between a fresh clone and a machine that trains. Each step looks first and does only what
 * is missing, so a second call is over in a moment; `npm test` and `npm run demo` begin with it. Node alone, no packages.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildDir } from './build-native.mjs';
import { addonStep } from './setup/addon.mjs';
import { distStep } from './setup/dist.mjs';
import { withLock } from './setup/lock.mjs';
import { packagesStep } from './setup/packages.mjs';
import { systemStep } from './setup/system.mjs';

/** In order. A step returns what it did in a few words, or null when nothing was to do; it throws one line when it cannot. */
const steps = [systemStep, packagesStep, addonStep, distStep];

const OLDEST_NODE = 20;
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function setup() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new Error(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or newer`);
  }
  if (process.platform !== 'linux')
    throw new Error(`${process.platform} is not supported yet: use Linux, or WSL 2 on Windows`);
  mkdirSync(buildDir, { recursive: true });
  const log = join(buildDir, 'setup.log');
  for (const step of steps) {
    const start = performance.now();
    const announce = (text) => process.stdout.isTTY && process.stdout.write(`setup: ${text} …\r`);
    const done = await step({ log, announce });
    if (done) console.log(`${process.stdout.isTTY ? '\x1b[K' : ''}setup: ${done} (${seconds(start)})`);
  }
}

const start = performance.now();
try {
  await withLock(join(buildDir, 'setup.lock'), setup);
  console.log(`setup: ready (${seconds(start)})`);
} catch (error) {
  console.error(`setup: ${error.message}`);
  const log = join(buildDir, 'setup.log');
  if (existsSync(log)) console.error(`setup: what ran is in ${relative('.', log)}`);
  process.exitCode = 1;
}
