/** What comes from the system: a C++ compiler, libtorch, and a BLAS that is not the reference one. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findLibtorch, triplet } from '../libtorch.mjs';
import { cause, run } from '../run.mjs';

const OPENBLAS = 'libopenblas0-pthread';
const LIBDEFLATE = 'libdeflate0';
const LISTS = '/var/lib/apt/lists';
const blasLink = `/usr/lib/${triplet}/libblas.so.3`;

/** @param {{ log: string, announce: (text: string) => void }} context */
export async function systemStep({ log, announce }) {
  const wanted = missingPackages();
  if (wanted.length > 0) {
    const as = await asRoot();
    if (!as) {
      // No apt, or no right to use it: what to do is for the reader.
      if (wanted.includes('libtorch-dev')) findLibtorch();
      const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
      if (hasApt()) throw new Error(`run "${sudo}apt-get install -y --no-install-recommends ${wanted.join(' ')}"`);
      if (wanted.includes('g++')) throw new Error('no C++ compiler was found: install g++, or set CXX');
      return null;
    }
    announce(`installing ${wanted.join(', ')}`);
    await install(as, wanted, log);
  }
  const switched = await useOpenBlas(log);
  const installed = wanted.length > 0 ? `installed ${wanted.join(', ')}` : null;
  return [installed, switched].filter(Boolean).join(', ') || null;
}

function missingPackages() {
  const wanted = [];
  if (!process.env.CXX && !onPath('g++')) wanted.push('g++');
  try {
    // A Python torch brings its own BLAS; the system's libtorch takes the system's.
    if (findLibtorch().origin === 'system' && hasApt() && isReferenceBlas()) wanted.push(OPENBLAS);
  } catch (error) {
    if (process.env.FOVEA_LIBTORCH) throw error;
    wanted.push('libtorch-dev', OPENBLAS);
  }
  const missing = wanted.filter((name) => name !== OPENBLAS || !existsSync(openBlas()));
  // PNGs are read without it, too, only slower: not worth an installation of its own.
  const alongside = missing.length > 0 && hasApt() && !existsSync(`/usr/lib/${triplet}/libdeflate.so.0`);
  return alongside ? [...missing, LIBDEFLATE] : missing;
}

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const hasApt = () => existsSync('/etc/debian_version') && onPath('apt-get');
const openBlas = () => `/usr/lib/${triplet}/openblas-pthread/libblas.so.3`;

/** The file behind the BLAS that the system's libtorch loads, or null. */
export function systemBlas() {
  return existsSync(blasLink) ? realpathSync(blasLink) : null;
}

/** Netlib's own BLAS is many times slower than any other. */
function isReferenceBlas() {
  const blas = systemBlas();
  return blas === null || /\/blas\/libblas\.so/.test(blas);
}

/** What to put before a command so that it runs as root, or null where that is not to be had without asking. */
async function asRoot() {
  if (!hasApt()) return null;
  if (process.getuid?.() === 0) return [];
  return (await run('sudo', ['-n', 'true'])).code === 0 ? ['sudo', '-n'] : null;
}

async function install(as, packages, log) {
  const lists = existsSync(LISTS) && readdirSync(LISTS).some((name) => name.includes('_Packages'));
  const apt = (...args) => {
    const options = ['-qq', '-y', '-o', 'Acquire::Retries=3', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300'];
    const [command, ...rest] = [...as, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options, ...args];
    return run(command, rest, { log });
  };
  const wanted = ['install', '--no-install-recommends', ...packages];
  if (!lists) await apt('update');
  let result = await apt(...wanted);
  if (result.code !== 0) {
    // Old lists name files that are gone; an installation that was cut off wants to be finished first.
    await run([...as, 'dpkg'][0], [...as, 'dpkg', '--configure', '-a'].slice(1), { log });
    await apt('update');
    result = await apt(...wanted);
  }
  if (result.code !== 0) throw new Error(`apt-get install ${packages.join(' ')} failed: ${cause(result.output)}`);
}

/** An alternative that someone set by hand to the reference BLAS outlives the installation of OpenBLAS. */
async function useOpenBlas(log) {
  let system;
  try {
    system = findLibtorch().origin === 'system';
  } catch {
    return null;
  }
  if (!system || !isReferenceBlas() || !existsSync(openBlas())) return null;
  const as = await asRoot();
  const change = ['update-alternatives', '--set', `libblas.so.3-${triplet}`, openBlas()];
  if (!as)
    throw new Error(`the reference BLAS is in use, many times slower than OpenBLAS: run "sudo ${change.join(' ')}"`);
  const [command, ...rest] = [...as, ...change];
  const { code, output } = await run(command, rest, { log });
  if (code !== 0) throw new Error(`OpenBLAS could not be made the BLAS in use: ${cause(output)}`);
  return 'made OpenBLAS the BLAS in use';
}
