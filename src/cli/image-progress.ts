import { duration, meter } from './progress.ts';

/** A bar with the time left on a terminal; elsewhere, and with `quiet`, nothing. */
export function imageProgress(quiet: boolean, out: NodeJS.WriteStream = process.stderr) {
  const began = performance.now();
  return (done: number, total: number): void => {
    if (quiet || out.isTTY !== true) return;
    const left = ((performance.now() - began) / done) * (total - done);
    out.write(
      `\r\u001b[K${done < total ? `images ${meter(done, total)} ${done}/${total}, ${duration(left)} left` : ''}`,
    );
  };
}
