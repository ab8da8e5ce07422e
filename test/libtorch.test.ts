import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Libtorch {
  readonly origin: string;
  readonly root: string;
  readonly version: string;
  readonly cuda: boolean;
  readonly cxx11Abi: boolean;
  readonly cxxStandard: number;
}
interface Finder {
  findLibtorch(): Libtorch;
  compileFlags(libtorch: Libtorch): string[];
  linkFlags(libtorch: Libtorch, options?: { cuda?: boolean }): string[];
}

const { findLibtorch, compileFlags, linkFlags } = (await import(
  resolve(import.meta.dirname, '../scripts/libtorch.mjs')
)) as Finder;

const CXX11 = '_ZN3c105ErrorC1ENS_14SourceLocationENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE';
const OLD_ABI = '_ZN3c105ErrorC1ENS_14SourceLocationESs';

let folder: string;
const before = { ...process.env };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'libtorch-'));
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

/** A folder with the few files of a libtorch that are looked at. */
function layOut(root: string, options: { version?: string; standard?: string; symbol?: string; cuda?: boolean } = {}) {
  const { version = '2.6.0', standard = '201703L', symbol = CXX11, cuda = false } = options;
  const api = 'include/torch/csrc/api/include/torch';
  const files: Record<string, string> = {
    'lib/libtorch_cpu.so': '',
    'lib/libc10.so': `\0${symbol}\0`,
    [`${api}/version.h`]: `#define TORCH_VERSION \\\n  "${version}"\n`,
    [`${api}/all.h`]: `#if !defined(_MSC_VER) && __cplusplus < ${standard}\n`,
    ...(cuda ? { 'lib/libtorch_cuda.so': '' } : {}),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test('takes the libtorch that FOVEA_LIBTORCH names', () => {
  layOut(folder);
  process.env.FOVEA_LIBTORCH = folder;
  const libtorch = findLibtorch();
  expect(libtorch).toMatchObject({ origin: 'FOVEA_LIBTORCH', root: folder, version: '2.6.0', cuda: false });
  expect(linkFlags(libtorch)).toContain(`-Wl,-rpath,${join(folder, 'lib')}`);
});

const python = spawnSync('python3', ['-V']).status === 0;
test.skipIf(!python)("takes an active environment's torch before any other", () => {
  const torch = join(folder, 'site-packages/torch');
  layOut(torch, { version: '2.7.1' });
  writeFileSync(join(torch, '__init__.py'), 'raise SystemExit("torch must not be imported to be found")');
  mkdirSync(join(folder, 'bin'));
  const shim = `#!/bin/sh\nPYTHONPATH="${folder}/site-packages" exec /usr/bin/env -S PATH="${process.env.PATH}" python3 "$@"\n`;
  writeFileSync(join(folder, 'bin/python3'), shim, { mode: 0o755 });
  delete process.env.FOVEA_LIBTORCH;
  process.env.VIRTUAL_ENV = folder;
  expect(findLibtorch()).toMatchObject({ origin: 'python', root: torch, version: '2.7.1' });
});

test('compiles as the library was: its C++ standard and the ABI of its strings', () => {
  process.env.FOVEA_LIBTORCH = folder;
  layOut(folder, { symbol: OLD_ABI });
  expect(compileFlags(findLibtorch())).toEqual(expect.arrayContaining(['-std=c++17', '-D_GLIBCXX_USE_CXX11_ABI=0']));
  layOut(folder, { standard: '202002L' });
  expect(compileFlags(findLibtorch())).toEqual(expect.arrayContaining(['-std=c++20', '-D_GLIBCXX_USE_CXX11_ABI=1']));
});

test('links CUDA where it is there, and leaves it when told so', () => {
  layOut(folder, { cuda: true });
  process.env.FOVEA_LIBTORCH = folder;
  expect(linkFlags(findLibtorch())).toContain('-ltorch_cuda');
  expect(linkFlags(findLibtorch(), { cuda: false })).not.toContain('-ltorch_cuda');
});

test('refuses in one line what is no libtorch, or too old', () => {
  process.env.FOVEA_LIBTORCH = folder;
  expect(() => findLibtorch()).toThrow(/^FOVEA_LIBTORCH=.*no libtorch_cpu\.so.*$/);
  layOut(folder, { version: '1.12.1' });
  expect(() => findLibtorch()).toThrow('libtorch 1.12.1 is older than 1.13');
});
