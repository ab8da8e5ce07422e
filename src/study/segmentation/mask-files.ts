import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type LabelMask, readMask } from '../../data/index.ts';
import { isImageName, listImages } from '../../data/paths.ts';
import { type CsvTable, readCsv } from '../../formats/csv.ts';
import { badFile } from '../../formats/errors.ts';
import { decodeRleRows, type MaskSize, type RleRow } from '../../formats/index.ts';
import { readImageSize } from '../../image/index.ts';
import { type MaskCase, measureMasks } from '../../train/index.ts';
import { columnOf, IMAGE_COLUMNS, PATIENT_COLUMNS, pathKey } from '../columns.ts';
import type { MaskedTest } from './compare.ts';
import type { MaskedRun } from './score.ts';

/** The mask of one image in a file of any program. */
interface MaskEntry {
  readonly id: string;
  /** For messages: `a.csv:12`, or the file of the mask. */
  readonly place: string;
  /** Run lengths, or null where the mask is a file. */
  readonly rows: readonly RleRow[] | null;
  readonly file: string;
  /** How sure the model is of anything, where the file says. */
  readonly score: number | null;
  readonly patient: string | null;
}

/** Masks of some images, as one program wrote them. */
export interface MaskFile {
  readonly path: string;
  readonly entries: readonly MaskEntry[];
  /** Column of the patients. */
  readonly groupColumn: string | null;
  readonly scored: boolean;
}

/**
 * Masks as run lengths (`ImageId, EncodedPixels` as SIIM-ACR writes them; further columns `score` and `patient_id`), or a folder of PNGs
 * named as their images. Nothing is decoded yet.
 */
export function readMaskFile(path: string, { groups }: { readonly groups?: string | undefined } = {}): MaskFile {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const names = listImages(path).filter(isImageName);
    if (names.length === 0) throw badFile(path, 'holds no masks', 'give a folder of PNGs named as their images');
    const entries = names.map((name) => {
      const file = join(path, name);
      return { id: name, place: file, rows: null, file, score: null, patient: null };
    });
    return { path, entries, groupColumn: null, scored: false };
  }
  const table = readCsv(path, { required: ['ImageId', 'EncodedPixels'] });
  const group =
    groups === 'none' ? undefined : groups ? needed(table, groups) : columnOf(table.columns, PATIENT_COLUMNS);
  const score = columnOf(table.columns, ['score']);
  const byId = new Map<string, CsvTable['rows'][number][]>();
  for (const row of table.rows) {
    const id = row.cells.ImageId!.trim();
    byId.set(id, [...(byId.get(id) ?? []), row]);
  }
  const entries = [...byId].map(([id, rows]): MaskEntry => {
    const { line, cells } = rows[0]!;
    const runs = rows.map((r) => ({ imageId: id, runs: r.cells.EncodedPixels!.trim(), line: r.line }));
    const place = `${path}:${line}`;
    const patient = group === undefined ? null : cells[group]!.trim() || null;
    return {
      id,
      place,
      rows: runs,
      file: path,
      score: score === undefined ? null : scoreIn(cells[score]!, place),
      patient,
    };
  });
  if (entries.length === 0)
    throw badFile(path, 'has no rows', 'it needs one for each image; -1 stands for an empty mask');
  return { path, entries, groupColumn: group ?? null, scored: score !== undefined };
}

function needed({ path, columns }: CsvTable, column: string): string {
  const found = columnOf(columns, [column]);
  if (found === undefined) throw badFile(`${path}:1`, `has no column ${column}`, `it has ${columns.join(', ')}`);
  return found;
}

function scoreIn(text: string, place: string): number {
  const score = Number(text);
  if (text.trim() !== '' && Number.isFinite(score)) return score;
  throw badFile(place, `the score is '${text}'`, 'it must be a number');
}

export interface MaskFileOptions {
  /** Side of the square images that run lengths count in; null: of the PNG masks they are compared with, else 1024 as SIIM-ACR's. */
  readonly rleSize: number | null;
  /** A CSV of image_path,patient_id. */
  readonly patients?: string | undefined;
  readonly groups?: string | undefined;
}

/** Every prediction measured against the reference, image by image, in the reference's order. */
export async function measureMaskFiles(
  reference: MaskFile,
  predictions: readonly MaskFile[],
  options: MaskFileOptions,
): Promise<{ test: MaskedTest; runs: MaskedRun[]; notes: string[] }> {
  const joined = predictions.map((file) => joinMasks(reference, file));
  const patients = options.patients === undefined ? null : patientsIn(options.patients, reference, options.groups);
  const cases = predictions.map(() => [] as ReturnType<typeof measureMasks>[]);
  for (const [i, entry] of reference.entries.entries()) {
    const others = joined.map((entries) => entries[i]!);
    const size = await sizeOf([entry, ...others], options.rleSize);
    const truth = await maskOf(entry, size);
    for (const [m, own] of others.entries()) {
      const marked = await maskOf(own, size);
      if (marked.width !== truth.width || marked.height !== truth.height) {
        const sizes = `is ${marked.width} × ${marked.height}, its reference ${truth.width} × ${truth.height}`;
        throw badFile(own.place, `the mask of ${own.id} ${sizes}`, 'write both at the size of the image');
      }
      const shape = [truth.height, truth.width];
      const area = marked.data.reduce((sum, inside) => sum + inside, 0);
      const known = {
        ...{ imagePath: entry.id, spacing: null },
        patient: patients?.get(entry) ?? entry.patient ?? entry.id,
        score: own.score ?? area / marked.data.length,
      };
      cases[m]!.push(measureMasks({ shape, data: truth.data }, { shape, data: marked.data }, known));
    }
  }
  const unscored = predictions.filter((file) => !file.scored).map((file) => file.path);
  const groupColumn = options.groups === 'none' ? null : patients ? 'patient_id' : reference.groupColumn;
  return {
    test: { source: reference.path, regions: ['region'], groupColumn },
    runs: predictions.map((file, m) => ({ source: file.path, seed: null, cases: [cases[m]!] })),
    notes:
      unscored.length === 0
        ? []
        : [`${unscored.join(', ')}: without a column score the area marked stands for it in the AUROC`],
  };
}

async function sizeOf(entries: readonly MaskEntry[], rleSize: number | null): Promise<MaskSize> {
  if (rleSize !== null) return { width: rleSize, height: rleSize };
  const png = entries.find((entry) => entry.rows === null);
  if (png === undefined) return { width: 1024, height: 1024 };
  const { width, height } = await readImageSize(png.file);
  return { width, height };
}

async function maskOf({ rows, file }: MaskEntry, size: MaskSize): Promise<LabelMask> {
  if (rows === null) return readMask({ kind: 'file', file }, file, 2);
  return { ...size, data: decodeRleRows(file, rows, size) };
}

/** The masks of a file that was compared, one by one; null where the file or the image is gone. */
export function openMasksAt(path: string): (of: Pick<MaskCase, 'imagePath' | 'pixels'>) => Promise<LabelMask | null> {
  let entries: Map<string, MaskEntry>;
  try {
    entries = new Map(
      readMaskFile(path).entries.flatMap(
        (e) =>
          [
            [wholeKey(e.id), e],
            [nameKey(e.id), e],
          ] as const,
      ),
    );
  } catch {
    return async () => null;
  }
  return async ({ imagePath, pixels }) => {
    const entry = entries.get(wholeKey(imagePath)) ?? entries.get(nameKey(imagePath));
    const side = Math.sqrt(pixels); // of run lengths only squares are known
    if (entry === undefined || (entry.rows !== null && !Number.isInteger(side))) return null;
    return maskOf(entry, { width: side, height: side });
  };
}

const ending = (id: string) => (isImageName(id) ? id.replace(/\.[^.]+$/, '') : id);
const wholeKey = (id: string) => ending(pathKey(id));
const nameKey = (id: string) => ending(basename(pathKey(id)));

/** The prediction of each reference, by path or, where names are unambiguous, by name whatever the folder and ending. */
function joinMasks(reference: MaskFile, file: MaskFile): readonly MaskEntry[] {
  const unique = (entries: readonly MaskEntry[]) => new Set(entries.map((e) => nameKey(e.id))).size === entries.length;
  const key = unique(reference.entries) && unique(file.entries) ? nameKey : wholeKey;
  const own = new Map(file.entries.map((entry) => [key(entry.id), entry]));
  const wanted = new Set(reference.entries.map((entry) => key(entry.id)));
  const extra = file.entries.find((entry) => !wanted.has(key(entry.id)));
  const found = reference.entries.map((entry) => {
    const match = own.get(key(entry.id));
    if (match !== undefined) return match;
    throw badFile(
      entry.place,
      `${entry.id} has no mask in ${file.path}`,
      'an empty one is a row with -1, or a black image',
    );
  });
  if (extra)
    throw badFile(
      extra.place,
      `${extra.id} has no reference in ${reference.path}`,
      'leave it out, or add its reference',
    );
  return found;
}

function patientsIn(path: string, { entries }: MaskFile, groups: string | undefined): Map<MaskEntry, string> | null {
  if (groups === 'none') return null;
  const table = readCsv(path);
  const image = columnOf(table.columns, IMAGE_COLUMNS) ?? columnOf(table.columns, ['ImageId']);
  const patient = groups ? needed(table, groups) : columnOf(table.columns, PATIENT_COLUMNS);
  if (image === undefined || patient === undefined)
    throw badFile(`${path}:1`, `has the columns ${table.columns.join(', ')}`, 'it needs image_path and patient_id');
  const known = new Map(table.rows.map(({ cells }) => [nameKey(cells[image]!.trim()), cells[patient]!.trim()]));
  return new Map(
    entries.map((entry) => {
      const own = known.get(nameKey(entry.id));
      if (own) return [entry, own];
      throw badFile(path, `has no patient for ${entry.id}`, `add its row`);
    }),
  );
}
