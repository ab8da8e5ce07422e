import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
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

const BF16 = ['AVX512-BF16', 'AMX-BF16', 'BF16'];

export interface Cpu {
  readonly model: string;
  readonly extensions: readonly string[];
  /** Whether bf16 arithmetic is in hardware, so that training in it is faster than in f32. */
  readonly bf16: boolean;
}

/** Reads the text of /proc/cpuinfo. */
export function parseCpu(text: string): Cpu {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(/\s+/) ?? []);
  const extensions = Object.keys(EXTENSIONS)
    .filter((flag) => flags.has(flag))
    .map((flag) => EXTENSIONS[flag]!);
  const model = /^model name\s*:\s*(.*)$/m.exec(text)?.[1] ?? process.arch;
  return { model, extensions, bf16: extensions.some((name) => BF16.includes(name)) };
}

export function checkCpu(): Check {
  const cores = availableParallelism();
  const cpu = parseCpu(readFileSync('/proc/cpuinfo', 'utf8'));
  const precision = cpu.bf16 ? 'bf16 in hardware' : 'no bf16 in hardware, so training takes f32';
  const found = [`${cpu.model}, ${cores} cores`, ...cpu.extensions, precision].join(', ');
  return { name: 'CPU', state: 'ok', found, data: { ...cpu, cores } };
}
