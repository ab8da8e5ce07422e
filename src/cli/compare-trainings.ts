import { existsSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { basename, resolve } from 'node:path';
import { denseModelInfo, modelInfo } from '../models/catalog/index.ts';
import {
  checkPlan,
  compareMaskStudy,
  compareStudy,
  doneEvent,
  keepPlan,
  readPlan,
  robustnessOfStudy,
  type StudyPlan,
  trainStudy,
  writeStudy,
} from '../study/index.ts';
import { numberOf, oneOf, UsageError } from './command.ts';
import { maskOptions } from './mask-options.ts';
import { modelVariant, variantsIn } from './model-variants.ts';
import { openProgress } from './progress.ts';
import { readConfig } from './read-config.ts';
import { renderComparison } from './render-comparison.ts';
import { renderMaskComparison } from './render-mask-comparison.ts';
import { renderRobustness } from './render-robustness.ts';
import { reportAfter } from './report-after.ts';
import { robustnessProgress } from './robustness-progress.ts';
import { countOf, listOf, shareOf } from './study-options.ts';
import { version } from './version.ts';

type Task = StudyPlan['task'];

export interface CompareTrainingsArgs {
  /** Default classification. */
  readonly task?: Task | undefined;
  readonly data?: string | undefined;
  readonly models?: string | undefined;
  readonly budget?: string | undefined;
  readonly seeds?: string | undefined;
  readonly init?: string | undefined;
  readonly 'count-init'?: boolean | undefined;
  readonly fractions?: string | undefined;
  readonly 'image-size'?: string | undefined;
  readonly 'batch-size'?: string | undefined;
  readonly lr?: string | undefined;
  readonly config?: string | undefined;
  readonly jobs?: string | undefined;
  readonly resume?: string | undefined;
  readonly robustness?: boolean | undefined;
  readonly label?: string | undefined;
  readonly positive?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly masks?: string | undefined;
  readonly 'mask-classes'?: string | undefined;
  readonly 'rle-size'?: string | undefined;
  readonly test?: string | undefined;
  readonly margin?: string | undefined;
  readonly prevalence?: string | undefined;
  readonly replicates: string;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea compare --data DIR --models A,B --budget …`, and `--resume`. */
export async function compareTrainings(args: CompareTrainingsArgs): Promise<void> {
  const jobs = jobsOf(args.jobs);
  const dir =
    args.resume ?? args.out ?? `studies/${basename(args.data!)}-${listOf(args.models).join('-vs-')}`.slice(0, 96);
  const plan = args.resume === undefined ? planOf(args, jobs) : readPlan(dir);
  checkPlan(plan);
  if (args.resume === undefined) keepPlan(dir, plan);

  const quiet = args.json === true;
  let progress = openProgress(true);
  const outcome = await trainStudy(dir, plan, {
    ...{ jobs, version },
    onRun(run, state, place, of) {
      progress.end();
      progress = openProgress(quiet || jobs > 1);
      const share = run.fraction === 1 ? '' : `, ${run.fraction} of the training patients`;
      if (!quiet)
        console.error(`[${place}/${of}] ${run.name}, seed ${run.seed}${share}${state === 'begun' ? '' : `: ${state}`}`);
    },
    onEvent: (event) => progress.show(event),
    onWarning: (warning) => console.error(`note: ${warning}`),
  });
  progress.end();
  if (outcome === 'stopped') {
    process.exitCode = 1;
    console.error(`stopped and saved; go on with: fovea compare --resume ${dir}`);
    return;
  }
  if (plan.task === 'segmentation') return finishMasks(dir, plan, quiet);
  const compared = compareStudy(dir, plan, version);
  writeStudy(compared); // what is found so far is not lost if the next step is stopped
  const { replicates } = plan.comparison;
  const robustness = args.robustness
    ? await robustnessOfStudy(compared.comparison, {
        replicates,
        skipBad: plan.skipBad,
        onProgress: robustnessProgress(),
      })
    : undefined;
  const study = robustness ? { ...compared, comparison: { ...compared.comparison, robustness } } : compared;
  if (robustness) writeStudy(study);
  const report = await reportAfter(dir);
  if (quiet) console.log(JSON.stringify({ study: dir, report, ...study.comparison }));
  else console.log(renderComparison(study.comparison, dir));
  if (robustness && !quiet) console.log(`\n${renderRobustness(robustness)}`);
  if (report !== null && !quiet) console.log(`report: ${report}`);
}

async function finishMasks(dir: string, plan: StudyPlan, quiet: boolean): Promise<void> {
  const study = compareMaskStudy(dir, plan, version);
  writeStudy(study);
  const report = await reportAfter(dir);
  if (quiet) console.log(JSON.stringify({ study: dir, report, ...study.comparison }));
  else console.log(renderMaskComparison(study.comparison, dir));
  if (report !== null && !quiet) console.log(`report: ${report}`);
}

function planOf(args: CompareTrainingsArgs, jobs: number): StudyPlan {
  const { task = 'classification' } = args;
  const { variants, ...config } = args.config === undefined ? { variants: undefined } : readConfig(args.config);
  const known = variantsIn(variants, args.config ?? '--config');
  const models = listOf(args.models).map((text) => modelVariant(text, known));
  if (models.length < 2) throw new UsageError('--models needs two models or more: --models densenet121,small_cnn');
  const names = models.map((m) => m.name);
  // an unknown name is an error before anything is written
  for (const { model } of models) (task === 'segmentation' ? denseModelInfo : modelInfo)(model);
  if (args.budget === undefined) throw new UsageError('state the --budget that every model gets: 20m or 3epochs');
  const data = args.data!;
  if (!existsSync(data)) throw new Error(`${data}: no such file or folder`);
  const inits = initsOf(args.init, names);
  const budget = parseBudget(args.budget);
  const seeds = countOf('seeds', args.seeds) ?? 1;
  const fractions = listOf(args.fractions).map((text) => shareOf('fractions', text)!);
  if (fractions.includes(0)) throw new UsageError('--fractions takes shares above 0');
  if (task === 'segmentation') refuseForMasks(args);
  const options = {
    ...(task === 'segmentation' ? { imageSize: 256 } : {}),
    ...config,
    ...given({
      imageSize: countOf('image-size', args['image-size']),
      batchSize: countOf('batch-size', args['batch-size']),
    }),
    ...given({ lr: numberOf('lr', args.lr) }),
    ...(jobs > 1 ? { threads: Math.max(1, Math.floor(availableParallelism() / jobs)) } : {}),
  };
  return {
    format: 1,
    fovea: version,
    task,
    data: resolve(data),
    label: args.label ?? null,
    positive: args.positive ?? null,
    skipBad: args['skip-bad'] === true,
    masks: task === 'segmentation' ? maskRecord(args) : null,
    models: models.map(({ model, options }, i) => ({
      ...{ name: nameOf(names, inits, i), model, init: inits[i]!, options },
      spent: args['count-init'] ? spentOn(inits[i]!, budget) : 0,
    })),
    budget,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    fractions: fractions.length === 0 ? [1] : [...new Set(fractions)].sort((a, b) => a - b),
    train: options,
    comparison: {
      margin: numberOf('margin', args.margin) ?? null,
      replicates: countOf('replicates', args.replicates, 100)!,
      prevalence: shareOf('prevalence', args.prevalence) ?? null,
      permutation: oneOf('test', args.test, ['default', 'delong', 'permutation']) === 'permutation',
    },
  };
}

/** What is not there for masks is refused, not passed over. */
function refuseForMasks({ fractions, robustness, prevalence }: CompareTrainingsArgs): void {
  for (const [flag, value] of Object.entries({ fractions, robustness, prevalence })) {
    if (value !== undefined && value !== false) throw new UsageError(`--${flag} is not for --task segmentation`);
  }
}

/** With its path in full: the study may be resumed from elsewhere. */
function maskRecord(args: CompareTrainingsArgs): StudyPlan['masks'] {
  const { path, classes, rleSize } = maskOptions({ ...args });
  return { path: path === null ? null : resolve(path), classes: [...classes], rleSize };
}

/** `20m`, `90s`, `1h` of training steps, or `3epochs`. */
export function parseBudget(text: string): StudyPlan['budget'] {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|min|h|epochs?)$/.exec(text.trim()) ?? [];
  const number = Number(amount);
  if (unit === undefined || !(number > 0))
    throw new UsageError(`--budget takes 90s, 20m, 1h or 3epochs, not "${text}"`);
  if (!unit.startsWith('epoch'))
    return { seconds: number * (unit === 'h' ? 3600 : unit === 's' ? 1 : 60), epochs: null };
  if (!Number.isInteger(number)) throw new UsageError(`--budget takes whole epochs, not ${amount}`);
  return { seconds: null, epochs: number };
}

/** The weights of each model: null from scratch. */
function initsOf(text: string | undefined, models: readonly string[]): (string | null)[] {
  const words = listOf(text ?? 'scratch');
  if (words.length !== 1 && words.length !== models.length) {
    throw new UsageError(`--init takes one word, or ${models.length} as --models has; not ${words.length}`);
  }
  return models.map((_, i) => {
    const word = words[words.length === 1 ? 0 : i]!;
    return word === 'scratch' ? null : existsSync(word) ? resolve(word) : word;
  });
}

/** Seconds of training steps that weights to begin from have cost: those of the run that they are of. */
function spentOn(init: string | null, budget: StudyPlan['budget']): number {
  if (budget.seconds === null) throw new UsageError('--count-init needs a --budget of time, such as 20m');
  if (init === null) return 0;
  const done = doneEvent(init);
  if (done === null) throw new Error(`${init}: --count-init needs a run that was trained to its end`);
  if (done.seconds >= budget.seconds) {
    const spent = `${Math.round(done.seconds)} of ${budget.seconds} s`;
    throw new Error(`${init}: took ${spent}, which leaves nothing of the --budget to train with`);
  }
  return done.seconds;
}

/** A model that is compared with itself is named by its weights too. */
function nameOf(models: readonly string[], inits: readonly (string | null)[], i: number): string {
  const model = models[i]!;
  if (models.filter((m) => m === model).length === 1) return model;
  const twice = models.some((m, j) => j !== i && m === model && inits[j] === inits[i]);
  if (twice) throw new UsageError(`--models names ${model} twice with the same weights`);
  return `${model} (${inits[i] === null ? 'scratch' : basename(inits[i]!).replace(/\.\w+$/, '')})`;
}

/** No more trainings at once than there are cores, nor than free memory holds at about 2 GiB each. */
function jobsOf(text: string | undefined): number {
  const wanted = countOf('jobs', text) ?? 1;
  const most = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / 2 ** 31)));
  if (wanted > most)
    console.error(`note: ${most} training${most === 1 ? '' : 's'} at once, as cores and free memory allow`);
  return Math.min(wanted, most);
}

const given = (options: Record<string, number | undefined>) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
