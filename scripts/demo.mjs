// `npm run demo`: synthetic X-rays, DenseNet-121 and a small CNN trained on them, and where everything is.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const fovea = join(root, 'dist', 'cli', 'main.js');
const folder = join('runs', 'demo');
const started = performance.now();

/** Runs a fovea command in full view; the demo ends where one fails. */
function run(...args) {
  console.log(`\n$ fovea ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [fovea, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const MODELS = [
  { model: 'small_cnn', options: ['--epochs', '12', '--lr', '2e-3'] },
  { model: 'densenet121', options: ['--epochs', '8', '--lr', '1e-3'] },
];

if (existsSync(join(root, folder))) rmSync(join(root, folder), { recursive: true });
const data = join(folder, 'xrays');
run('data', 'phantom', '--out', data, '--count', '480', '--size', '160', '--seed', '1');
for (const { model, options } of MODELS) {
  const out = join(folder, model);
  run('train', '--data', data, '--model', model, '--image-size', '96', ...options, '--out', out);
  run('evaluate', out, '--split', 'test');
}

const minutes = (performance.now() - started) / 60_000;
console.log(
  `\nDone in ${minutes.toFixed(1)} minutes. The images are synthetic: the scores show that training works, not how well it does on patients.`,
);
console.log(`images       ${join(folder, 'xrays', 'images')}`);
for (const { model } of MODELS) console.log(`${model.padEnd(13)}${join(folder, model, 'predictions.csv')}`);
console.log('Your own X-rays next: npx fovea train --data FOLDER, see README.md');
