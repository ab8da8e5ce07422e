/**
 * Finds libtorch and says how to compile against it. Order: FOVEA_LIBTORCH, the active Python's `torch`, the system.
 * Needs Node alone, since it runs before any package is installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Older ones lack operators that the engine's table names. */
const OLDEST = [1, 13];

/** Debian's name for this machine, as in /usr/lib/<triplet>. */
export const triplet =
  { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch] ?? `${process.arch}-linux-gnu`;

/**
 * @typedef {object} Libtorch
 * @property {'FOVEA_LIBTORCH' | 'python' | 'system'} origin who named it
 * @property {string} root
 * @property {string[]} includes folders of headers
 * @property {string} lib folder of the libraries
 * @property {string} version as in torch/version.h
 * @property {boolean} cuda whether libtorch_cuda is there
 * @property {boolean} cxx11Abi what `_GLIBCXX_USE_CXX11_ABI` it was built with
 * @property {17 | 20} cxxStandard what its headers ask for
 */

/** @returns {Libtorch} @throws {Error} in one line, when FOVEA_LIBTORCH is wrong or nothing is found */
export function findLibtorch() {
  const named = process.env.FOVEA_LIBTORCH;
  if (named) {
    const found = inspect(named, 'FOVEA_LIBTORCH');
    if (typeof found !== 'string') return found;
    throw new Error(`FOVEA_LIBTORCH=${named}: ${found}; name an unpacked libtorch or a site-packages/torch folder`);
  }
  const reasons = [];
  for (const [origin, roots] of [
    ['python', pythonRoots],
    ['system', () => ['/usr', '/usr/local']],
  ]) {
    for (const root of roots()) {
      const found = inspect(root, origin);
      if (typeof found !== 'string') return found;
      // A /usr without libtorch is no news; a Python torch that cannot be used is.
      if (origin === 'python' || !found.startsWith('no ')) reasons.push(`${root}: ${found}`);
    }
  }
  const seen = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  throw new Error(
    `libtorch was not found${seen}: run "apt-get install libtorch-dev libopenblas0-pthread" on Debian or Ubuntu, "pip install torch" elsewhere, or set FOVEA_LIBTORCH to its folder`,
  );
}

/** Where the active Python keeps `torch`, found without importing it. */
function pythonRoots() {
  const script =
    'import importlib.util as u, sys; s = u.find_spec("torch"); print(*(s and s.submodule_search_locations or []), sys.prefix, sep="\\n")';
  for (const python of pythons()) {
    try {
      const stdio = ['ignore', 'pipe', 'ignore'];
      const [torch, prefix] = execFileSync(python, ['-c', script], { encoding: 'utf8', stdio }).trim().split('\n');
      // conda keeps libtorch in the environment's own include/ and lib/
      if (prefix) return existsSync(join(prefix, 'conda-meta')) ? [torch, prefix] : [torch];
    } catch {
      // a Python that does not run has no torch for us
    }
    return [];
  }
  return [];
}

/** The interpreters of an activated environment, then the first on the PATH. */
function pythons() {
  const { VIRTUAL_ENV, CONDA_PREFIX, PATH = '' } = process.env;
  const folders = [VIRTUAL_ENV, CONDA_PREFIX].filter(Boolean).map((folder) => join(folder, 'bin'));
  return [...folders, ...PATH.split(delimiter)]
    .map((folder) => join(folder, 'python3'))
    .filter((path) => existsSync(path));
}

/** @returns {Libtorch | string} or the reason why it will not do */
function inspect(root, origin) {
  const api = join(root, 'include/torch/csrc/api/include');
  const lib = ['lib', `lib/${triplet}`, 'lib64']
    .map((name) => join(root, name))
    .find((path) => existsSync(join(path, 'libtorch_cpu.so')));
  if (!lib) return 'no libtorch_cpu.so in its lib folder';
  // Newer ones moved what is in torch/version.h out of the C++ API's folder.
  const headers = [join(root, 'include/torch/headeronly/version.h'), join(api, 'torch/version.h')];
  const versionHeader = headers.find((path) => existsSync(path));
  if (!versionHeader || !existsSync(join(api, 'torch'))) return 'no C++ headers in its include folder';
  const version = /define TORCH_VERSION\s*\\?\s*"([^"]+)"/.exec(readFileSync(versionHeader, 'utf8'))?.[1] ?? '0.0';
  const [major, minor] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return `libtorch ${version} is older than ${OLDEST.join('.')}`;
  // Debian's python3-torch is made of links to the system's libtorch
  if (origin === 'python' && realpathSync(join(lib, 'libtorch_cpu.so')).startsWith('/usr/lib/'))
    return inspect('/usr', 'system');
  return {
    origin,
    root,
    includes: [join(root, 'include'), api],
    lib,
    version,
    cuda: existsSync(join(lib, 'libtorch_cuda.so')),
    cxx11Abi: /_ZNK?3c10[^\0]*St7__cxx11/.test(readFileSync(join(lib, 'libc10.so'), 'latin1')),
    cxxStandard: cxxStandard(api),
  };
}

/** libtorch's umbrella header refuses older compilers by the value of __cplusplus. */
function cxxStandard(api) {
  const header = join(api, 'torch/all.h');
  const text = existsSync(header) ? readFileSync(header, 'utf8') : '';
  return Number(/__cplusplus\s*<\s*(\d{6})L/.exec(text)?.[1] ?? 0) > 201703 ? 20 : 17;
}

/** Libraries that the dynamic loader would not find for `library`, by name. */
export function missingLibraries(library) {
  try {
    const text = execFileSync('ldd', [library], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...text.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
  } catch {
    return []; // no ldd here: loading will tell
  }
}

/** @param {Libtorch} libtorch @returns {string[]} */
export function compileFlags(libtorch) {
  // -isystem keeps the warnings of libtorch's headers out of ours; /usr/include must not be moved ahead of libstdc++'s own
  const includes = libtorch.includes.filter((path) => path !== '/usr/include').flatMap((path) => ['-isystem', path]);
  return [`-std=c++${libtorch.cxxStandard}`, `-D_GLIBCXX_USE_CXX11_ABI=${Number(libtorch.cxx11Abi)}`, ...includes];
}

/** @param {Libtorch} libtorch @param {{ cuda?: boolean }} [options] @returns {string[]} */
export function linkFlags(libtorch, { cuda = libtorch.cuda } = {}) {
  // Nothing of ours names a CUDA symbol: its operators register when the library is loaded, so the linker must not drop it.
  const libraries = ['-ltorch_cpu', '-lc10', ...(cuda ? ['-ltorch_cuda', '-lc10_cuda'] : [])];
  const rpath = libtorch.origin === 'system' && libtorch.root === '/usr' ? [] : [`-Wl,-rpath,${libtorch.lib}`];
  return [`-L${libtorch.lib}`, ...rpath, '-Wl,--no-as-needed', ...libraries];
}
