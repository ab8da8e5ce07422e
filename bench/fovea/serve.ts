import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Answers each line of standard input, a count, with the time that `body(count)` took; at its end, with the peak memory. */
export async function serve(
  hello: object,
  body: (count: number) => Record<string, number> | Promise<Record<string, number>> | void | Promise<void>,
): Promise<never> {
  const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  say(hello);
  for await (const line of createInterface({ input: process.stdin })) {
    const count = Number(line);
    const start = performance.now();
    const before = process.cpuUsage();
    const extra = await body(count);
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - start) / 1000;
    say({ seconds, cpuSeconds: (user + system) / 1e6, count, ...(extra ?? {}) });
  }
  say({ peakBytes: statusBytes('VmHWM') });
  process.exit(0);
}

/** A memory counter of this process as the kernel keeps it: `VmHWM` peak, `VmRSS` now. */
export function statusBytes(counter: 'VmHWM' | 'VmRSS'): number {
  const found = new RegExp(`${counter}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(found![1]) * 1024;
}
