import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../formats/index.ts';
import { studyPaths } from './files.ts';

/** What a training study will train: `study.json` of its folder, written before anything is trained. */
export const StudyPlan = z.strictObject({
  format: z.literal(1),
  fovea: z.string(),
  task: z.enum(['classification', 'segmentation']).default('classification'),
  data: z.string(),
  label: z.string().nullable(),
  positive: z.string().nullable(),
  skipBad: z.boolean(),
  /** Of a segmentation: where its masks are, as `fovea segment` takes them. */
  masks: z
    .strictObject({ path: z.string().nullable(), classes: z.array(z.string()), rleSize: z.int().min(1).nullable() })
    .nullable()
    .default(null),
  models: z
    .array(
      z.strictObject({
        name: z.string(),
        model: z.string(),
        init: z.string().nullable(),
        /** Training options of this model alone: what makes it a variant. */
        options: z.record(z.string(), z.unknown()).default({}),
        /** Seconds of the budget that its weights have cost already. */
        spent: z.number().min(0).default(0),
      }),
    )
    .min(2),
  /** The same for every training: one of the two. */
  budget: z.strictObject({ seconds: z.number().positive().nullable(), epochs: z.int().min(1).nullable() }),
  seeds: z.array(z.int().min(0)).min(1),
  /** Shares of the training patients, smallest first; the last one is compared. */
  fractions: z.array(z.number().gt(0).max(1)).min(1),
  /** Any further training options, the same for all. */
  train: z.record(z.string(), z.unknown()),
  comparison: z.strictObject({
    margin: z.number().nullable(),
    replicates: z.int(),
    prevalence: z.number().nullable(),
    /** p by permutation, of a segmentation with one seed. */
    permutation: z.boolean().default(false),
  }),
});
export type StudyPlan = z.infer<typeof StudyPlan>;

/** One training of a study. */
export interface PlannedRun {
  readonly dir: string;
  readonly name: string;
  readonly model: string;
  readonly init: string | null;
  readonly options: Readonly<Record<string, unknown>>;
  /** Seconds of the budget that its weights have cost already. */
  readonly spent: number;
  readonly seed: number;
  readonly fraction: number;
}

/** All trainings, seed by seed, so that an interrupted study has every model for the seeds it got to. */
export function plannedRuns(dir: string, { models, seeds, fractions }: StudyPlan): PlannedRun[] {
  return fractions.flatMap((fraction) =>
    seeds.flatMap((seed) =>
      models.map(({ name, model, init, options, spent }) => {
        const share = fraction === 1 ? '' : `-${fraction}`;
        const folder = `${name.replace(/[^\w.-]+/g, '_')}${share}-seed${seed}`;
        return { dir: join(studyPaths(dir).runs, folder), name, model, init, options, spent, seed, fraction };
      }),
    ),
  );
}

/** Writes the plan of a new study, or finds that the folder holds the very same one, to go on with. */
export function keepPlan(dir: string, plan: StudyPlan): { resumed: boolean } {
  const path = studyPaths(dir).plan;
  if (!existsSync(path)) {
    mkdirSync(dir, { recursive: true });
    writeFileAtomic(path, `${JSON.stringify(plan, null, 2)}\n`);
    return { resumed: false };
  }
  const { fovea: _, ...own } = readPlan(dir);
  const { fovea: __, ...wanted } = plan;
  if (JSON.stringify(own) === JSON.stringify(StudyPlan.omit({ fovea: true }).parse(wanted))) return { resumed: true };
  throw new Error(`${dir}: holds another study; go on with it by --resume ${dir}, or choose another --out`);
}

export function readPlan(dir: string): StudyPlan {
  const path = studyPaths(dir).plan;
  if (!existsSync(path)) throw new Error(`${dir}: is no training study (it has no study.json)`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: is not JSON (${(error as Error).message})`);
  }
  const result = StudyPlan.safeParse(json);
  if (result.success) return result.data;
  const { path: key, message } = result.error.issues[0]!;
  throw new Error(`${path}: ${key.join('.')}: ${message}`);
}
