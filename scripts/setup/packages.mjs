/** The npm packages of a clone. Installed as a package itself, Fovea finds them installed already. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cause, run } from '../run.mjs';

const root = resolve(import.meta.dirname, '../..');
const lockfile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');

/** Each is more than JavaScript: what one line of it needs to have come along. */
const NATIVE_PACKAGES = { sharp: 'require("sharp").versions.vips', esbuild: 'require("esbuild").transformSync("1")' };

/** @param {{ log: string, announce: (text: string) => void }} context */
export async function packagesStep({ log, announce }) {
  if (!existsSync(lockfile) || packagesAreCurrent()) return null;
  announce('installing the npm packages');
  // No install scripts: none is needed, and some reach out for more.
  const ci = () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { log, cwd: root });
  let result = await ci();
  if (result.code !== 0) result = await ci();
  if (result.code !== 0) throw new Error(`npm ci failed: ${cause(result.output)}`);
  for (const [name, line] of Object.entries(NATIVE_PACKAGES)) {
    const { code, output } = await run(process.execPath, ['-e', line], { log, cwd: root });
    if (code !== 0)
      throw new Error(`the package ${name} does not run on ${process.platform}-${process.arch}: ${cause(output)}`);
  }
  return 'installed the npm packages';
}

/**
 * npm writes what it installed into node_modules/.package-lock.json, last of all: so an installation that was cut off
 * has none. Packages for other platforms are in the lock file and rightly not there.
 */
function packagesAreCurrent() {
  const installed = join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  try {
    const [wanted, found] = [lockfile, installed].map((path) => JSON.parse(readFileSync(path, 'utf8')).packages);
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
      if (path === '') return true;
      return found[path] ? found[path].version === version : Boolean(optional || devOptional);
    });
  } catch {
    return false;
  }
}
