import { readCpuInfo } from './cpu-info.ts';

/** The newest x86 processors that OpenBLAS 0.3.21 (Debian 12) knows by number (its driver/others/dynamic.c). */
const NEWEST_KNOWN = { GenuineIntel: { family: 6, model: 0xa7 }, AuthenticAMD: { family: 0x19, model: Infinity } };

/**
 * Which kernels OpenBLAS should take on a processor newer than itself, by the instruction sets of the text of /proc/cpuinfo; null where it
 * knows better. Left alone it takes those of 2004 (Prescott, SSE3), a tenth as fast (docs/decisions/084-blas-kernels.md).
 */
export function openBlasCore(cpuinfo: string): 'SkylakeX' | 'Haswell' | null {
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(cpuinfo)?.[1] ?? '';
  const known = NEWEST_KNOWN[field('vendor_id') as keyof typeof NEWEST_KNOWN];
  const [family, model] = [Number(field('cpu family')), Number(field('model'))];
  if (known === undefined || family < known.family || (family === known.family && model <= known.model)) return null;
  const flags = new Set(field('flags').split(' '));
  const has = (...names: string[]) => names.every((name) => flags.has(name));
  if (has('avx512f', 'avx512cd', 'avx512bw', 'avx512dq', 'avx512vl')) return 'SkylakeX';
  return has('avx2', 'fma') ? 'Haswell' : null;
}

/** Tells OpenBLAS, before it is loaded, unless the user has. */
export function chooseBlasKernels(): void {
  if (process.env.OPENBLAS_CORETYPE !== undefined) return; // or this process inherits the choice of its parent
  const core = openBlasCore(readCpuInfo());
  if (core !== null) process.env.OPENBLAS_CORETYPE = core;
}
