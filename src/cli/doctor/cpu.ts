import { availableParallelism } from 'node:os';
import { cpuHasBf16, readCpuInfo } from '../../torch/cpu-info.ts';
import type { Check } from './check.ts';

/** Names as /proc/cpuinfo has them (x86 and Arm), and as people do. In rising order of what they bring. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  avx2: 'AVX2',
  avx512f: 'AVX-512',
  avx512_bf16: 'AVX512-BF16',
  amx_bf16: 'AMX-BF16',
  asimd: 'NEON',
  sve: 'SVE',
  bf16: 'BF16',
};

export interface Cpu {
  readonly model: string;
  readonly extensions: readonly string[];
  /** Whether training on this processor takes bf16 of itself. */
  readonly bf16: boolean;
}

/** Reads the text of /proc/cpuinfo. */
export function parseCpu(text: string): Cpu {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(/\s+/) ?? []);
  const extensions = Object.keys(EXTENSIONS)
    .filter((flag) => flags.has(flag))
    .map((flag) => EXTENSIONS[flag]!);
  const model = /^model name\s*:\s*(.*)$/m.exec(text)?.[1] ?? process.arch;
  return { model, extensions, bf16: cpuHasBf16(text) };
}

export function checkCpu(): Check {
  const cores = availableParallelism();
  const cpu = parseCpu(readCpuInfo());
  const found = [`${cpu.model}, ${cores} cores`, ...cpu.extensions, precisionOf(cpu)].join(', ');
  return { name: 'CPU', state: 'ok', found, data: { ...cpu, cores } };
}

function precisionOf({ bf16, extensions }: Cpu): string {
  if (bf16) return 'bf16 in hardware';
  return `${extensions.includes('BF16') ? 'whose bf16 is not used' : 'no bf16 in hardware'}, so training takes f32`;
}
