/** Spellings of columns that mean the same, as data sets have them. Compared in lower case. */
export const IMAGE_COLUMNS = ['image_path', 'image', 'file', 'path', 'filename', 'image index'] as const;
export const LABEL_COLUMNS = ['label', 'class', 'target'] as const;
export const PATIENT_COLUMNS = ['patient_id', 'patientid', 'patient', 'patient id', 'subject_id', 'group'] as const;

/** The file's own spelling of the first of these columns that it has. */
export function columnOf(columns: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = columns.find((c) => c.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Paths that differ only by `\` or a leading `./` are the same path. */
export const pathKey = (path: string) => path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
