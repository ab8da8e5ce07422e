/** TypeScript to JavaScript, for the `fovea` command. Types are `npm run types`' matter: an error there stops no one here. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { cause, run } from '../run.mjs';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const stampFile = join(dist, '.stamp');

/** @param {{ log: string, announce: (text: string) => void }} context */
export async function distStep({ log, announce }) {
  if (!existsSync(join(root, 'src'))) return null;
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return null;
  announce('compiling the TypeScript');
  const part = join(root, 'build/dist.part');
  rmSync(part, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await run(
    process.execPath,
    [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', part],
    { log, cwd: root },
  );
  if (code !== 0) throw new Error(`the TypeScript does not compile: ${cause(output)}`);
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const path of Object.values(bin)) {
    const made = join(part, relative('dist', path));
    if (existsSync(made)) chmodSync(made, 0o755); // so that npx can start it from the clone
  }
  writeFileSync(join(part, '.stamp'), stamp);
  rmSync(dist, { recursive: true, force: true });
  renameSync(part, dist);
  return 'compiled the TypeScript';
}

/** Changes when a source is written, added or removed. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const name of readdirSync(join(root, 'src'), { recursive: true }).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const { size, mtimeMs } = statSync(join(root, 'src', name));
    hash.update(`${name}\0${size}\0${mtimeMs}\n`);
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])
    hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}
