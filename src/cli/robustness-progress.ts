/** A line on a terminal that is written over; nothing where stderr is no terminal. */
export function robustnessProgress(): ((what: string) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (what) => process.stderr.write(`\r\x1b[Krobustness: ${what}${/done/.test(what) ? '\n' : ''}`);
}
