/**
 * Compiles native/*.cc into build/fovea.node against the libtorch that libtorch.mjs finds, and native/pixels/*.cc, which needs
 * none, into build/pixels.node. Objects are kept under the
 * hash of all that goes into them, so only what changed is compiled; files appear whole or not at all.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, freemem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { compileFlags, findLibtorch, linkFlags, missingLibraries } from './libtorch.mjs';
import { cause, run } from './run.mjs';

const root = resolve(import.meta.dirname, '..');
const sources = join(root, 'native');
const MEMORY_PER_COMPILER = 1.5e9; // libtorch's headers are large

/** Where the addon is built: build/, or FOVEA_BUILD_DIR when several libtorches are tried side by side. */
export const buildDir = resolve(root, process.env.FOVEA_BUILD_DIR ?? 'build');
const log = join(buildDir, 'native.log');
const record = join(buildDir, 'fovea.json');
const addon = join(buildDir, 'fovea.node');
const pixels = join(buildDir, 'pixels.node');

const hash = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);

/** What the addon on disk was built from, or null. */
export function readRecord() {
  try {
    return existsSync(addon) && existsSync(pixels) ? JSON.parse(readFileSync(record, 'utf8')) : null;
  } catch {
    return null;
  }
}

/** What a build would do now. */
function plan(libtorch) {
  const compiler = process.env.CXX || 'g++';
  // Resolved as any package of a user's project resolves it: it may lie in a node_modules above.
  const napi = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  const flags = [
    '-O3',
    '-fno-math-errno', // else √ is not done in vectors
    '-fopenmp', // else libtorch's parallel_for, a template, runs on one thread
    '-fPIC',
    '-fvisibility=hidden',
    '-Wall',
    ...compileFlags(libtorch),
    '-isystem',
    join(dirname(napi), 'include'),
  ];
  const library = statSync(join(libtorch.lib, 'libtorch_cpu.so'));
  const base = [
    compiler,
    ...flags,
    JSON.parse(readFileSync(napi, 'utf8')).version,
    libtorch.version,
    library.size,
    library.mtimeMs,
  ];
  const names = readdirSync(sources).sort();
  const headers = names.filter((name) => name.endsWith('.h')).map((name) => readFileSync(join(sources, name), 'utf8'));
  const units = names
    .filter((name) => name.endsWith('.cc'))
    .map((name) => {
      const source = join(sources, name);
      return {
        source,
        object: join(buildDir, 'objects', `${name}-${hash(...base, ...headers, readFileSync(source, 'utf8'))}.o`),
      };
    });
  // A CUDA libtorch whose CUDA libraries are not installed still serves the CPU.
  const missingCuda = libtorch.cuda ? missingLibraries(join(libtorch.lib, 'libtorch_cuda.so')) : [];
  const link = linkFlags(libtorch, { cuda: libtorch.cuda && missingCuda.length === 0 });
  const small = pixelsPlan(join(dirname(napi), 'include'));
  const stamp = hash(...units.map(({ object }) => object), ...link, small.stamp);
  return { compiler, flags, link, missingCuda, units, small, stamp };
}

/** The addon of src/image: small enough to be compiled whole. */
function pixelsPlan(include) {
  const folder = join(sources, 'pixels');
  const files = readdirSync(folder).sort();
  const flags = ['-O3', '-std=c++17', '-fPIC', '-fvisibility=hidden', '-Wall', '-shared', '-isystem', include];
  return {
    arguments: [...flags, ...files.filter((name) => name.endsWith('.cc')).map((name) => join(folder, name)), '-ldl'],
    stamp: hash(...flags, ...files.map((name) => readFileSync(join(folder, name), 'utf8'))),
  };
}

/** Whether the addon on disk is the one that a build would make. */
export function addonIsCurrent(libtorch) {
  return readRecord()?.stamp === plan(libtorch).stamp;
}

/** @returns {Promise<string>} what was done, in a few words @throws {Error} in one line */
export async function buildAddon(libtorch = findLibtorch()) {
  const { compiler, flags, link, missingCuda, units, small, stamp } = plan(libtorch);
  if (readRecord()?.stamp === stamp) return 'up to date';
  const missing = missingLibraries(join(libtorch.lib, 'libtorch_cpu.so'));
  if (missing.length > 0) {
    throw new Error(
      `libtorch ${libtorch.version} in ${libtorch.root} cannot load, ${missing.join(', ')} not found: install torch with its dependencies, or set FOVEA_LIBTORCH to another`,
    );
  }
  mkdirSync(join(buildDir, 'objects'), { recursive: true });
  rmSync(log, { force: true });
  const todo = units.filter(({ object }) => !existsSync(object));
  const count = todo.length;
  const worker = async () => {
    for (let unit = todo.shift(); unit; unit = todo.shift()) {
      const part = `${unit.object}.${process.pid}`;
      await attempt(compiler, [...flags, '-c', unit.source, '-o', part], part, unit.object);
    }
  };
  const workers = Math.max(1, Math.min(availableParallelism(), count, Math.floor(freemem() / MEMORY_PER_COMPILER)));
  await Promise.all(Array.from({ length: workers }, worker));

  const part = `${addon}.${process.pid}`;
  await attempt(compiler, ['-shared', ...units.map(({ object }) => object), ...link, '-o', part], part, addon);
  const pixelsPart = `${pixels}.${process.pid}`;
  await attempt(compiler, [...small.arguments, '-o', pixelsPart], pixelsPart, pixels);
  const made = { stamp, version: libtorch.version, libtorch, missingCuda, compiler, flags, link };
  writeFileSync(`${record}.${process.pid}`, `${JSON.stringify(made, null, 2)}\n`);
  renameSync(`${record}.${process.pid}`, record);

  const kept = new Set(units.map(({ object }) => object));
  for (const name of readdirSync(join(buildDir, 'objects'))) {
    const path = join(buildDir, 'objects', name);
    if (!kept.has(path) && name.endsWith('.o')) rmSync(path, { force: true });
  }
  const without = missingCuda.length > 0 ? `, without CUDA: ${missingCuda[0]} not found` : '';
  return `libtorch ${libtorch.version} from ${libtorch.root}, ${count} of ${units.length} files compiled${without}`;
}

/** Runs the compiler into `part`, and puts it in place once it is whole. */
async function attempt(compiler, args, part, target) {
  const { code, output } = await run(compiler, args, { log });
  if (code !== 0) {
    rmSync(part, { force: true });
    if (code === 127) throw new Error(`no C++ compiler: ${compiler} did not start; install g++, or set CXX`);
    throw new Error(`the addon does not compile: ${cause(output)} (all of it in ${log})`);
  }
  renameSync(part, target);
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  try {
    console.log(`build:native: ${await buildAddon()}`);
  } catch (error) {
    console.error(`build:native: ${error.message}`);
    process.exitCode = 1;
  }
}
