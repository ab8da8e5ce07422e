import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** Chromium or a browser made from it: `FOVEA_CHROMIUM`, else the first on the path; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.FOVEA_CHROMIUM) return env.FOVEA_CHROMIUM;
  const folders = (env.PATH ?? '').split(delimiter).filter((f) => f !== '');
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  return found ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of no profile, no network and no first-run page. */
export const CHROMIUM_FLAGS = [
  '--headless=new',
  '--disable-gpu',
  '--no-first-run',
  '--disable-sync',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
] as const;

/** Prints an HTML file to a PDF beside it, or where told. Throws one line where there is no Chromium, or it prints nothing. */
export async function printToPdf(htmlFile: string, pdfFile: string): Promise<void> {
  const chromium = findChromium();
  if (chromium === null) {
    throw new Error('--pdf needs Chromium, and there is none on the PATH; install it, or name it in FOVEA_CHROMIUM');
  }
  const profile = mkdtempSync(join(tmpdir(), 'fovea-pdf-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // Chromium's sandbox refuses root; the page is our own
  const flags = [...CHROMIUM_FLAGS, ...asRoot, `--user-data-dir=${profile}`, '--no-pdf-header-footer'];
  try {
    await promisify(execFile)(
      chromium,
      [...flags, `--print-to-pdf=${resolve(pdfFile)}`, pathToFileURL(resolve(htmlFile)).href],
      {
        timeout: 120_000,
      },
    );
  } catch (error) {
    const reason =
      (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (error as Error).message.split('\n')[0];
    throw new Error(`${pdfFile}: ${chromium} could not print it (${reason})`);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
  if (!existsSync(pdfFile)) throw new Error(`${pdfFile}: ${chromium} ended without printing it`);
}
