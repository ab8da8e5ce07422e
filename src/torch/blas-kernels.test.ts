import { expect, test } from 'vitest';
import { openBlasCore } from './blas-kernels.ts';

const AVX2 = 'fpu sse2 fma avx avx2';
const AVX512 = `${AVX2} avx512f avx512dq avx512cd avx512bw avx512vl`;

function cpu(vendor: string, family: number, model: number, flags: string): string {
  const first = `vendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: Some CPU\nflags\t\t: ${flags}\n`;
  return `processor\t: 0\n${first}\nprocessor\t: 1\n${first}`;
}

test.each([
  ['Emerald Rapids', cpu('GenuineIntel', 6, 207, AVX512), 'SkylakeX'],
  ['Raptor Lake', cpu('GenuineIntel', 6, 183, AVX2), 'Haswell'],
  ['Zen 5', cpu('AuthenticAMD', 26, 2, AVX512), 'SkylakeX'],
])('names kernels by instruction sets on a processor newer than OpenBLAS 0.3.21: %s', (_, text, core) => {
  expect(openBlasCore(text)).toBe(core);
});

test.each([
  ['Sapphire Rapids', cpu('GenuineIntel', 6, 143, AVX512)],
  ['Skylake-SP', cpu('GenuineIntel', 6, 85, AVX512)],
  ['Zen 4', cpu('AuthenticAMD', 25, 17, AVX512)],
  ['a processor without AVX2', cpu('GenuineIntel', 6, 190, 'fpu sse2')],
  ['Arm', 'processor\t: 0\nFeatures\t: fp asimd\n'],
  ['no /proc/cpuinfo', ''],
])('leaves the choice to OpenBLAS on %s', (_, text) => {
  expect(openBlasCore(text)).toBeNull();
});
