import { openRun, openRunData, runPaths } from '../train/index.ts';
import { compareModels, scoreModel, settingsOf } from './compare.ts';
import type { Budget, LearningCurve } from './comparison.ts';
import { costOf, frontOf } from './cost.ts';
import { casesOf } from './dataset-cases.ts';
import { thresholdOf } from './evaluate-run.ts';
import type { Study } from './files.ts';
import { joinPredictions } from './join.ts';
import type { LabelledCases } from './label-file.ts';
import { type PlannedRun, plannedRuns, type StudyPlan } from './plan.ts';
import { readPredictions } from './prediction-file.ts';
import type { ScoredModel } from './score.ts';
import { configOf, eventsOf } from './train-study.ts';

/** Compares the trained models of a study on its test cases, seeds and cases together. */
export function compareStudy(dir: string, plan: StudyPlan, version: string): Study {
  const all = plannedRuns(dir, plan);
  const whole = plan.fractions.at(-1)!;
  const cases = testCases(all[0]!);
  const { margin, replicates, prevalence } = plan.comparison;
  const options = { version, replicates, seed: plan.seeds[0], margin: margin ?? undefined };
  const modelsAt = (fraction: number) =>
    plan.models.map(({ name }) => scored(cases, name, runsOf(all, name, fraction)));
  const { comparison, cases: record } = compareModels(cases, modelsAt(whole), {
    ...options,
    prevalence: prevalence ?? undefined,
    warnings:
      plan.seeds.length === 1 ? ['one seed: what another training of the same model would give is unknown'] : [],
  });
  const models = comparison.models.map((result) => {
    const own = runsOf(all, result.name, whole);
    const { imageSize } = openRun(own[0]!.dir).config.train;
    return {
      ...result,
      cost: costOf(
        own.map((run) => run.dir),
        { model: own[0]!.model, imageSize, variant: Object.keys(own[0]!.options).length > 0 },
      ),
    };
  });
  const curves =
    plan.fractions.length === 1 ? {} : { learningCurves: learningCurves(plan, all, cases, modelsAt, options) };
  const front = frontOf(models.map(({ name, cost, auroc }) => ({ name, cost, value: auroc.value })));
  return {
    dir,
    comparison: { ...comparison, kind: 'training', models, front, ...curves, budget: budgetOf(plan) },
    cases: record,
  };
}

/** The seeds of one model at one share of the data. */
export const runsOf = (all: readonly PlannedRun[], name: string, fraction: number) =>
  all.filter((run) => run.name === name && run.fraction === fraction);

/** The test images that could be read, as the first run split them; all runs share that split. */
function testCases({ dir }: PlannedRun): LabelledCases {
  const dataset = openRunData(openRun(dir));
  const predicted = new Set(readPredictions(runPaths(dir).predictions).rows.map((row) => row.imagePath));
  const samples = dataset.samples.filter((s) => s.split === 'test' && predicted.has(s.imagePath));
  return casesOf(samples, { source: `${dataset.name}, test`, classes: dataset.classes, hash: dataset.hash });
}

function scored(cases: LabelledCases, name: string, runs: readonly PlannedRun[]): ScoredModel {
  return {
    name,
    runs: runs.map(({ dir, seed }) => ({
      ...{ source: dir, seed },
      threshold: cases.classes.length > 2 ? null : thresholdOf(openRun(dir)),
      probabilities: joinPredictions(cases, readPredictions(runPaths(dir).predictions)).probabilities,
    })),
  };
}

function learningCurves(
  plan: StudyPlan,
  all: readonly PlannedRun[],
  cases: LabelledCases,
  modelsAt: (fraction: number) => ScoredModel[],
  options: Parameters<typeof settingsOf>[0],
): LearningCurve[] {
  const settings = settingsOf(options);
  const columns = plan.fractions.map((fraction) =>
    modelsAt(fraction).map((model) => scoreModel(cases, model, settings)),
  );
  return plan.models.map(({ name }, m) => ({
    name,
    points: plan.fractions.map((fraction, f) => {
      const [first] = runsOf(all, name, fraction);
      const start = eventsOf(first!.dir).find((e) => e.event === 'start');
      const images = start?.event === 'start' ? start.images : 0;
      return { fraction, images, auroc: columns[f]![m]!.auroc };
    }),
  }));
}

export function budgetOf(plan: StudyPlan): Budget {
  const { seconds, epochs } = plan.budget;
  const shared = plan.models.some(({ spent }) => spent > 0) ? ', with those of the weights they begin from' : '';
  const words =
    seconds === null ? `${epochs} epoch${epochs === 1 ? '' : 's'}` : `${timeIn(seconds)} of training steps${shared}`;
  const init = Object.fromEntries(plan.models.map(({ name, init: from }) => [name, from ?? 'scratch']));
  return { words, seconds, epochs, seeds: plan.seeds, init };
}

const timeIn = (s: number) => (s % 3600 === 0 ? `${s / 3600} h` : s % 60 === 0 ? `${s / 60} min` : `${s} s`);

/** The configuration that all trainings share, checked before any of them begins. */
export const checkPlan = (plan: StudyPlan): void => {
  for (const { model, options, spent } of plan.models) configOf(plan, { model, options, spent, seed: 0, fraction: 1 });
};
