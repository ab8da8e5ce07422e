const MAX_REASON = 240;

/**
 * An error in one line: the file, the reason, the mend. Reasons quote names from files, so control characters (line
 * feeds, a terminal's escapes) become `?` and long ones are cut.
 */
export function badFile(path: string, reason: string, mend?: string): Error {
  const shown = reason.replace(/\p{Cc}/gu, '?');
  const short = shown.length > MAX_REASON ? `${shown.slice(0, MAX_REASON)}…` : shown;
  return new Error(`${path}: ${short}${mend === undefined ? '' : `; ${mend}`}`);
}

/** The one line for a file that ends too early. */
export function truncated(path: string, detail: string): Error {
  return badFile(path, `is truncated (${detail})`, 'copy or download it again');
}

/** Node's system error as one line that names the file and what to do about it. */
export function systemError(path: string, action: 'read' | 'write', error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const [reason, mend] = REASONS[code ?? ''] ?? [error instanceof Error ? error.message : String(error), undefined];
  return Object.assign(badFile(path, `cannot ${action}: ${reason}`, mend), { code, cause: error });
}

const FULL = 'free some space or choose another folder (a file already there was left as it was)';
const REASONS: Record<string, [string, string]> = {
  ENOENT: ['no such file or folder', 'check the path'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'check the path'],
  EISDIR: ['it is a folder', 'name a file'],
  EACCES: ['permission denied', 'change its permissions or choose another path'],
  EPERM: ['not permitted', 'change its permissions or choose another path'],
  EROFS: ['the disk is read-only', 'choose another folder'],
  ENOSPC: ['the disk is full', FULL],
  EDQUOT: ['the disk quota is used up', FULL],
  EFBIG: ['the file would exceed the size limit of this disk or process', FULL],
};
