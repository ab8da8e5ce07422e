/** What one check found: `ok`, `note` (works, could be better) or `missing` (Fovea does not work, or badly, without it). */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing';
  /** What is there, in a few words. */
  readonly found: string;
  /** What to do about it, in one line. */
  readonly mend?: string;
  /** The same for machines. */
  readonly data?: Readonly<Record<string, unknown>>;
}
