import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { badFile, systemError } from '../../formats/errors.ts';

/** A file of UTF-8 text, with the SHA-256 of its bytes. @throws Error, one line, where it is none. */
export function readText(path: string): { bytes: Buffer; text: string; hash: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw systemError(path, 'read', error);
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  try {
    return { bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), hash };
  } catch {
    throw badFile(path, 'is not UTF-8 text', 'convert it, for example with iconv');
  }
}
