import { readFileSync } from 'node:fs';

/** The text of /proc/cpuinfo; nothing where there is none. */
export function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
