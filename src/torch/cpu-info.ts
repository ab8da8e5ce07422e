import { readFileSync } from 'node:fs';

/** The text of /proc/cpuinfo; nothing where there is none. */
export function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

/** Whether the CPU multiplies bf16 in hardware; emulated bf16 is slower than f32. */
export function cpuHasBf16(cpuinfo = readCpuInfo()): boolean {
  return /\b(avx512_bf16|amx_bf16)\b/.test(cpuinfo);
}
