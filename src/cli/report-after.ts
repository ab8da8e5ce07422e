import type { ReportOptions } from '../report/index.ts';

/** Writes the report at the end of another command. That it cannot be written is said, and fails nothing that was done. */
export async function reportAfter(
  dir: string,
  options: Partial<ReportOptions> & { readonly out?: string | undefined } = {},
): Promise<string | null> {
  try {
    const { writeReport } = await import('../report/index.ts');
    return await writeReport(dir, options);
  } catch (error) {
    console.error(`note: no report was written: ${(error as Error).message}`);
    return null;
  }
}
