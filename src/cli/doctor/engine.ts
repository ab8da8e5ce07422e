import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { EngineInfo } from '../../torch/index.ts';
import { checkBlas } from './blas.ts';
import type { Check } from './check.ts';

const SETUP = 'run "npm run setup"';

/** What scripts/libtorch.mjs and scripts/build-native.mjs export; they are plain JavaScript, since set-up runs first. */
interface Libtorch {
  readonly origin: string;
  readonly root: string;
  readonly version: string;
  readonly cuda: boolean;
}
interface Finder {
  findLibtorch(): Libtorch;
}
interface Builder {
  readRecord(): { readonly missingCuda: readonly string[] } | null;
  addonIsCurrent(libtorch: Libtorch): boolean;
}

const script = (name: string) => new URL(`../../../scripts/${name}`, import.meta.url).href;

/** libtorch, the addon over it, and what only the loaded engine can tell: BLAS, threads, CUDA devices. */
export async function checkEngine(): Promise<Check[]> {
  const [libtorch, libtorchCheck] = await findLibtorch();
  if (libtorch === null) return [libtorchCheck];
  let info: EngineInfo;
  try {
    const { engineInfo } = await import('../../torch/index.ts');
    info = engineInfo();
  } catch (error) {
    return [libtorchCheck, { name: 'engine', state: 'missing', ...foundAndMend(error) }];
  }
  const builder = (await import(script('build-native.mjs'))) as Builder;
  const engine = checkAddon(builder, libtorch, info);
  const blas = checkBlas(readFileSync('/proc/self/maps', 'utf8'), info.config);
  return [libtorchCheck, engine, blas, checkThreads(info), checkCuda(builder, libtorch, info)];
}

async function findLibtorch(): Promise<[Libtorch | null, Check]> {
  try {
    const { findLibtorch } = (await import(script('libtorch.mjs'))) as Finder;
    const libtorch = findLibtorch();
    const { version, root, origin, cuda } = libtorch;
    const by = { FOVEA_LIBTORCH: 'named by FOVEA_LIBTORCH', python: "the active Python's", system: "the system's" }[
      origin
    ];
    const found = `${version} in ${root}, ${by}${cuda ? ', with CUDA' : ''}`;
    return [libtorch, { name: 'libtorch', state: 'ok', found, data: { version, root, origin, cuda } }];
  } catch (error) {
    return [null, { name: 'libtorch', state: 'missing', ...foundAndMend(error) }];
  }
}

/** Errors about the set-up say what is wrong, then what to do, in one line. */
function foundAndMend(error: unknown): { found: string; mend: string } {
  const [line = ''] = (error as Error).message.split('\n');
  const [found = line, mend = SETUP] = line.split(/[:;] (?=(?:run|name) )/);
  return { found, mend };
}

function checkAddon({ addonIsCurrent }: Builder, libtorch: Libtorch, info: EngineInfo): Check {
  const data = { version: info.version };
  if (info.version !== libtorch.version) {
    const found = `built against libtorch ${info.version}, but ${libtorch.version} is found now`;
    return { name: 'engine', state: 'missing', found, mend: SETUP, data };
  }
  if (!addonIsCurrent(libtorch)) {
    return { name: 'engine', state: 'note', found: 'older than its sources', mend: SETUP, data };
  }
  return { name: 'engine', state: 'ok', found: `built against libtorch ${info.version}`, data };
}

function checkThreads({ threads }: EngineInfo): Check {
  const cores = availableParallelism();
  const data = { threads, cores };
  const found = `${threads} of ${cores}`;
  if (threads >= cores) return { name: 'threads', state: 'ok', found, data };
  return { name: 'threads', state: 'note', found, mend: `unset OMP_NUM_THREADS, or set it to ${cores}`, data };
}

function checkCuda(builder: Builder, libtorch: Libtorch, { cudaDevices }: EngineInfo): Check {
  const data = { devices: cudaDevices };
  if (cudaDevices > 0) return { name: 'CUDA', state: 'ok', found: `${cudaDevices} device(s)`, data };
  if (!existsSync('/dev/nvidia0')) return { name: 'CUDA', state: 'ok', found: 'no device', data };
  const note = (found: string, mend: string): Check => ({ name: 'CUDA', state: 'note', found, mend, data });
  if (!libtorch.cuda) {
    const mend = 'run "pip install torch" in a virtual environment, activate it, and run "npm run setup"';
    return note('a device, but libtorch is built without CUDA', mend);
  }
  const [missing] = builder.readRecord()?.missingCuda ?? [];
  if (missing)
    return note(`a device, but ${missing} was not found`, `install torch with its dependencies, and ${SETUP}`);
  return note('a device that libtorch cannot use', 'check the driver with "nvidia-smi"');
}
