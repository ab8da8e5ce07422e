import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeCsv, writeFileAtomic } from '../../formats/index.ts';
import { writePng } from '../../image/index.ts';
import { type PlannedFilm, type PlanOptions, planPhantom } from './plan.ts';
import { type PhantomOptions, renderPhantom } from './render.ts';
import { phantomReport } from './report.ts';

export interface PhantomDatasetOptions extends PlanOptions {
  /** The folder to write; new, empty, or an earlier phantom data set, which is replaced. */
  out: string;
  /** Side of the images, pixels. Default 256. */
  size?: number | undefined;
  /** Range of the share of the lung that the air takes. Default 0.08 to 0.35. */
  fraction?: PhantomOptions['fraction'] | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface PhantomDataset {
  out: string;
  manifest: string;
  images: number;
  patients: number;
  positives: number;
  tubes: number;
}

/** Marks a folder as ours to replace, and says how to make it again. */
const MARK = 'phantom.json';
const OURS = ['images', 'masks', 'labels.csv', 'README.txt', MARK];
const COLUMNS = [
  'image_path',
  'label',
  'patient_id',
  'split',
  'mask_path',
  'view',
  'sex',
  'age',
  'tube',
  'side',
  'ptx_fraction',
  'report',
];
const README = `Synthetic chest X-rays, drawn by Fovea (fovea data phantom). No patient was imaged: every picture, name and label is made up.
For demonstrations and tests; they show nothing about how a model does on real patients.
labels.csv: image_path, label (1 = pneumothorax), patient_id, split, mask_path (255 = pneumothorax), view, sex, age,
tube (1 = chest tube), side (the patient's own), ptx_fraction (share of that lung's area), report (of no real one's words).
`;

/**
 * Writes `images/*.png`, `masks/*.png` and the manifest `labels.csv`, the manifest last: a folder that has one is complete.
 * Throws one line when the folder holds anything that is not an earlier phantom data set.
 */
export async function writePhantomDataset(options: PhantomDatasetOptions): Promise<PhantomDataset> {
  const { out: folder, seed, size = 256, fraction, onProgress } = options;
  const out = resolve(folder);
  const plan = planPhantom(options);
  clear(out);
  const { count, patients, prevalence, tubeCorrelation } = options;
  const recipe = { seed, count, patients, size, prevalence, tubeCorrelation, fraction };
  writeFileAtomic(join(out, MARK), `${JSON.stringify(recipe, null, 2)}\n`);
  writeFileAtomic(join(out, 'README.txt'), README);
  for (const part of ['images', 'masks']) mkdirSync(join(out, part));

  const rows = [];
  for (const [k, film] of plan.entries()) {
    rows.push(await writeFilm(out, film, { seed, size, ...(fraction ? { fraction } : {}) }));
    onProgress?.(k + 1, plan.length);
  }
  const manifest = join(out, 'labels.csv');
  writeCsv(manifest, COLUMNS, rows);
  return {
    out,
    manifest,
    images: plan.length,
    patients: new Set(plan.map((f) => f.patient)).size,
    positives: plan.filter((f) => f.pneumothorax).length,
    tubes: plan.filter((f) => f.tube).length,
  };
}

async function writeFilm(out: string, film: PlannedFilm, common: Pick<PhantomOptions, 'seed' | 'size' | 'fraction'>) {
  const { patient, image, pneumothorax, tube, split } = film;
  const picture = renderPhantom({ ...common, patient, image, pneumothorax, tube });
  const { truth } = picture;
  const side = Math.sqrt(picture.image.length);
  const shape = { width: side, height: side, channels: 1 as const };
  const file = `${truth.patient_id}_${image}.png`;
  await Promise.all([
    writePng(join(out, 'images', file), { ...shape, data: picture.image }),
    writePng(join(out, 'masks', file), { ...shape, data: picture.mask }),
  ]);
  return {
    image_path: `images/${file}`,
    label: Number(truth.pneumothorax),
    patient_id: truth.patient_id,
    split,
    mask_path: `masks/${file}`,
    view: truth.view,
    sex: truth.sex,
    age: truth.age,
    tube: Number(truth.tube),
    side: truth.side,
    ptx_fraction: truth.fraction.toFixed(4),
    report: phantomReport(truth, { seed: common.seed, name: `${patient}/${image}` }),
  };
}

/** Makes the folder, and empties it if it is our own earlier work. */
function clear(out: string): void {
  const held = existsSync(out) ? readdirSync(out) : [];
  const foreign = held.filter((name) => !OURS.includes(name));
  if (held.length > 0 && (foreign.length > 0 || !held.includes(MARK))) {
    const found = foreign[0] ?? held[0];
    throw new Error(`phantom: ${out} holds something else (${found}); name a new or empty folder`);
  }
  mkdirSync(out, { recursive: true });
  for (const name of OURS.filter((n) => n !== MARK)) rmSync(join(out, name), { recursive: true, force: true });
}
