import { existsSync, readFileSync } from 'node:fs';

/** A JSON object of options. @throws Error of one line that names the file. */
export function readConfig(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new Error(`${file}: no such file`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: is not JSON (${(error as Error).message})`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error(`${file}: is no JSON object`);
  return json as Record<string, unknown>;
}
