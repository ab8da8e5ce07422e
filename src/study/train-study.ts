import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  beginRun,
  type Event,
  findInitialWeights,
  parseTrainConfig,
  runPaths,
  spawnTraining,
  type TrainConfig,
} from '../train/index.ts';
import { type PlannedRun, plannedRuns, type StudyPlan } from './plan.ts';

export interface TrainStudyOptions {
  /** Trainings side by side; each gets its share of the threads. */
  readonly jobs: number;
  readonly version: string;
  /** A training begins, goes on, or was done before. */
  readonly onRun: (run: PlannedRun, state: 'begun' | 'resumed' | 'done before', place: number, of: number) => void;
  readonly onEvent: (event: Event, run: PlannedRun) => void;
  readonly onWarning: (warning: string) => void;
}

/** The configuration of every training: one budget, one split, one augmentation; only model, its own options, seed and share differ. */
export function configOf(
  plan: StudyPlan,
  run: Pick<PlannedRun, 'model' | 'options' | 'spent' | 'seed' | 'fraction'>,
): TrainConfig {
  const { seconds, epochs } = plan.budget;
  const budget = seconds === null ? { epochs } : { maxSeconds: seconds - run.spent };
  const own = { model: run.model, seed: run.seed, splitSeed: plan.seeds[0], trainFraction: run.fraction };
  const options = mergedOptions({ ...plan.train, task: plan.task }, run.options);
  return parseTrainConfig({ ...options, ...budget, ...own }, 'study');
}

type Options = Readonly<Record<string, unknown>>;
const isOptions = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Options with others over them, section by section. */
export function mergedOptions(base: Options, over: Options): Options {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isOptions(value) && isOptions(below) ? mergedOptions(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

/** Trains what is not trained yet. `stopped` where one was interrupted: the same call goes on. */
export async function trainStudy(
  dir: string,
  plan: StudyPlan,
  options: TrainStudyOptions,
): Promise<'done' | 'stopped'> {
  const runs = plannedRuns(dir, plan);
  const told = new Set<string>();
  let next = 0;
  let stopped = false;
  const worker = async () => {
    while (!stopped && next < runs.length) {
      const place = next++;
      const run = runs[place]!;
      const state = isDone(run.dir) ? 'done before' : existsSync(runPaths(run.dir).config) ? 'resumed' : 'begun';
      options.onRun(run, state, place + 1, runs.length);
      if (state === 'done before') continue;
      if (state === 'begun') {
        for (const warning of await begin(run, plan, options)) {
          if (!told.has(warning)) options.onWarning(warning);
          told.add(warning);
        }
      }
      const outcome = await spawnTraining(run.dir, {
        resume: state === 'resumed',
        onEvent: (event) => options.onEvent(event, run),
      });
      if (outcome === 'stopped') stopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, runs.length) }, worker));
  return stopped ? 'stopped' : 'done';
}

async function begin(run: PlannedRun, plan: StudyPlan, options: TrainStudyOptions): Promise<readonly string[]> {
  rmSync(run.dir, { recursive: true, force: true }); // without a config.json it never began
  const init = run.init === null ? undefined : await findInitialWeights(run.init);
  const { warnings } = beginRun({
    ...{ dir: run.dir, data: plan.data, init, config: configOf(plan, run), version: options.version },
    label: plan.label ?? undefined,
    positive: plan.positive ?? undefined,
    skipBad: plan.skipBad,
    masks: plan.masks ?? undefined,
  });
  return warnings;
}

const isDone = (dir: string): boolean => doneEvent(dir) !== null;

/** Every event in the record of a run; none where it has not begun. */
export function eventsOf(dir: string): Event[] {
  const path = runPaths(dir).events;
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Event); // what has no line feed was cut off
}

export function doneEvent(dir: string): (Event & { event: 'done' }) | null {
  const last = eventsOf(dir).at(-1);
  return last?.event === 'done' ? last : null;
}
