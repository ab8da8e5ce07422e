import { random } from '../../stats/random.ts';
import { SPLITS, type Split } from '../dataset.ts';

export interface PlanOptions {
  seed: number | string;
  /** How many images, or how many patients (1–3 images each); images win. Default 400 images. */
  count?: number | undefined;
  patients?: number | undefined;
  /** Share of images with a pneumothorax. Default 0.4. */
  prevalence?: number | undefined;
  /**
   * Chest tubes: they are as frequent as the pneumothorax, and this is their correlation (phi) with it: 1 every pneumothorax has
   * one and nobody else, 0 anybody may. A split of its own value makes the shortcut experiment: `{ train: 0.9, val: 0.9, test: 0 }`.
   * Default: no tubes at all.
   */
  tubeCorrelation?: number | Readonly<Record<Split, number>> | undefined;
}

export interface PlannedFilm {
  patient: number;
  image: number;
  split: Split;
  pneumothorax: boolean;
  tube: boolean;
}

const FRACTIONS = { train: 0.6, val: 0.15 } as const;

/** Who has what, in which split: by patient, stratified, with exact numbers instead of coin flips, so small sets are balanced too. */
export function planPhantom(options: PlanOptions): PlannedFilm[] {
  const { seed, prevalence = 0.4, tubeCorrelation } = options;
  checkShare('prevalence', prevalence);
  const films = filmsPerPatient(options);
  const total = films.reduce((a, b) => a + b, 0);

  const shuffled = random(seed, 'phantom prevalence').shuffle([...films.keys()]);
  const groups: { positive: number[]; negative: number[] } = { positive: [], negative: [] };
  let reached = 0;
  for (const patient of shuffled) {
    const add = reached + films[patient]! / 2 <= prevalence * total && reached < prevalence * total;
    if (add) reached += films[patient]!;
    groups[add ? 'positive' : 'negative'].push(patient);
  }
  const positive = new Set(groups.positive);
  const splits = new Map([...assignSplits(groups.positive), ...assignSplits(groups.negative)]);

  const plan = films.flatMap((n, patient) =>
    Array.from({ length: n }, (_, image) => ({
      patient,
      image,
      split: splits.get(patient)!,
      pneumothorax: positive.has(patient),
      tube: false,
    })),
  );
  if (tubeCorrelation !== undefined)
    for (const split of SPLITS) {
      const phi = typeof tubeCorrelation === 'number' ? tubeCorrelation : tubeCorrelation[split];
      checkShare('tubeCorrelation', phi);
      placeTubes(
        plan.filter((f) => f.split === split),
        phi,
        random(seed, 'phantom tubes', split).shuffle,
      );
    }
  return plan;
}

function filmsPerPatient({ seed, count, patients }: PlanOptions): number[] {
  const wanted = count ?? (patients === undefined ? 400 : undefined);
  for (const [name, n] of Object.entries({ count: wanted, patients }))
    if (n !== undefined && !(Number.isInteger(n) && n > 0))
      throw new RangeError(`phantom: ${name} ${n} must be a whole number above 0`);
  const films: number[] = [];
  let total = 0;
  while (wanted === undefined ? films.length < patients! : total < wanted) {
    const n = 1 + random(seed, 'phantom films', films.length).int(3);
    films.push(wanted === undefined ? n : Math.min(n, wanted - total));
    total += films.at(-1)!;
  }
  return films;
}

function assignSplits(patients: readonly number[]): [number, Split][] {
  const n = patients.length;
  const some = n >= 3 ? 1 : 0; // of three patients, each split gets one
  const val = Math.max(some, Math.round(FRACTIONS.val * n));
  const train = Math.min(n - val - some, Math.max(some, Math.round(FRACTIONS.train * n)));
  return patients.map((p, k) => [p, k < train ? 'train' : k < train + val ? 'val' : 'test']);
}

/** With as many tubes as pneumothoraces, phi = P(tube | pneumothorax) − P(tube | none). */
function placeTubes(films: PlannedFilm[], phi: number, shuffle: <T>(items: readonly T[]) => T[]): void {
  const sick = films.filter((f) => f.pneumothorax);
  const well = films.filter((f) => !f.pneumothorax);
  const share = sick.length / Math.max(1, films.length);
  const inSick = Math.round(sick.length * (share + phi * (1 - share)));
  for (const f of shuffle(sick).slice(0, inSick)) f.tube = true;
  for (const f of shuffle(well).slice(0, sick.length - inSick)) f.tube = true;
}

function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`phantom: ${name} ${value} must lie between 0 and 1`);
}
