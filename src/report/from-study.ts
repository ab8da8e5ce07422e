import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Dataset } from '../data/index.ts';
import {
  type Comparison,
  type LabelledCases,
  METRIC_NAMES,
  type ModelResult,
  type Study,
  type StudyCases,
  studyPaths,
} from '../study/index.ts';
import { openRun, type Run } from '../train/index.ts';
import type { Configuration, ReportData, ReportModel } from './data.ts';
import { chooseExamples, exampleOf } from './examples.ts';
import { inspected } from './inspected.ts';
import { robustnessOf } from './robustness.ts';
import { runDataset } from './run-cases.ts';
import { classNames, flat, runConfiguration, trainingRecord } from './run-record.ts';
import { LEFT_OUT } from './scored-model.ts';
import { subgroupsOf } from './subgroups.ts';
import { pictures, withThumbnails } from './thumbnails.ts';

/** A finished comparison as a report. */
export async function reportOfStudy(study: Study, options: { images: boolean }): Promise<ReportData> {
  const { comparison, cases, dir } = study;
  const { test, warnings } = comparison;
  const models = comparison.models.map((m) => modelOf(m, cases));
  const runs = comparison.kind === 'training' ? trainedRuns(study) : [];
  const training = runs.map(({ run, name }) => trainingRecord(run, name));
  const dataset = runs.length > 0 ? runDataset(runs[0]!.run).dataset : null;
  const binary = test.classes.length === 2;
  return {
    kind: 'comparison',
    title: titleOf(comparison.models.map((m) => m.name)),
    source: dir,
    created: comparison.created,
    fovea: comparison.fovea,
    confidence: comparison.settings.confidence,
    test: { ...test, classes: classNames(test.classes), labels: cases.labels },
    models,
    comparison,
    training,
    ...(binary ? { subgroups: subgroupsOf(casesOf(study), models, comparison.settings.confidence) } : {}),
    ...robustnessOf(comparison.robustness),
    ...(dataset ? { data: await inspected(dataset, dir) } : {}),
    ...(binary ? { examples: await examplesOf(models, cases, { images: options.images, dataset }) } : {}),
    configuration: configurationOf(study, runs),
    warnings,
  };
}

const casesOf = ({ comparison: { test }, cases }: Study): LabelledCases => ({
  ...{ source: test.source, classes: cases.classes, imagePaths: cases.imagePaths, labels: cases.labels },
  ...{ groupColumn: test.groupColumn, groups: cases.groups, attributes: cases.attributes },
  places: cases.imagePaths.map(() => test.source),
});

const NUMBERS: Record<number, string> = { 4: 'Four', 5: 'Five', 6: 'Six', 7: 'Seven', 8: 'Eight', 9: 'Nine' };

export function titleOf(names: readonly string[]): string {
  if (names.length > 3) return `${NUMBERS[names.length] ?? names.length} models compared`;
  return `${names.slice(0, -1).join(', ')} ${names.length > 2 ? 'and' : 'against'} ${names.at(-1)}`;
}

function modelOf(result: ModelResult, cases: StudyCases): ReportModel {
  const scores = cases.models.find((m) => m.name === result.name)?.runs ?? [];
  const estimates = Object.fromEntries(METRIC_NAMES.flatMap((k) => (result[k] ? [[k, result[k]]] : [])));
  return {
    name: result.name,
    estimates,
    threshold: result.threshold,
    confusion: result.confusion,
    spread: result.spread,
    cost: result.cost,
    runs: scores.map((s, i) => ({ ...s, auroc: result.runs[i]?.auroc ?? null })),
  };
}

/** The run folders behind a training study that are still there: inside it, wherever it lies now, or where they were trained. */
function trainedRuns({ dir, comparison }: Study): { run: Run; name: string }[] {
  return comparison.models.flatMap(({ name, runs }) =>
    runs.flatMap(({ source }) => {
      const found = [join(studyPaths(dir).runs, basename(source)), source].find(existsSync);
      return found === undefined ? [] : [{ run: openRun(found), name }];
    }),
  );
}

/** Mistakes of the winner, or where there is none of the model with the highest AUROC. */
function examplesOf(
  models: readonly ReportModel[],
  cases: StudyCases,
  { images, dataset }: { readonly images: boolean; readonly dataset: Dataset | null },
) {
  const scored = models.every((m) => m.runs.length > 0);
  if (!scored) return undefined;
  const areas = models.map((m) => m.estimates.auroc?.value ?? 0);
  const model = areas.indexOf(Math.max(...areas));
  const own = models[model]!.runs.map((r) => r.threshold ?? 0.5);
  const threshold = own.reduce((a, b) => a + b, 0) / own.length;
  const chosen = chooseExamples(models, cases.labels, { model, threshold });
  const show = (list: readonly number[]) => list.map((i) => exampleOf(i, cases, models));
  const examples = {
    model,
    threshold,
    falsePositives: show(chosen.falsePositives),
    falseNegatives: show(chosen.falseNegatives),
    disagreements: show(chosen.disagreements),
    note: null,
  };
  if (!images) return { ...examples, note: LEFT_OUT };
  return withThumbnails(examples, pictures(cases, dataset));
}

interface Recorded extends Pick<Comparison, 'settings' | 'budget' | 'fovea' | 'created'> {
  readonly test: Pick<Comparison['test'], 'source' | 'groupColumn' | 'dataHash'>;
  readonly models: readonly { name: string; runs: readonly { seed: number | null; source: string }[] }[];
}

/** What a comparison of any task records of itself and of the runs behind it. */
export function configurationOf(
  { comparison }: { comparison: Recorded },
  runs: readonly { run: Run; name: string }[],
): Configuration[] {
  const { settings, budget, test, fovea, created } = comparison;
  const sources = comparison.models.flatMap((m) =>
    m.runs.map((r): [string, string] => [`${m.name}${r.seed === null ? '' : `, seed ${r.seed}`}`, r.source]),
  );
  // The seeds of a model differ in nothing else, so its first run speaks for all.
  const first = runs.filter((r, i) => runs.findIndex((x) => x.name === r.name) === i);
  return [
    {
      title: 'The comparison',
      entries: [
        ['fovea', fovea],
        ['created', created],
        ['test cases', test.source],
        ['cases that belong together', test.groupColumn ?? 'none: every case stands alone'],
        ...(test.dataHash ? [['data hash', test.dataHash] as [string, string]] : []),
        ...flat(settings),
        ...(budget ? flat(budget, 'budget.') : []),
      ],
    },
    { title: 'Where each model’s predictions come from', entries: sources },
    ...first.flatMap(({ run, name }) => runConfiguration(run.config, trainingRecord(run, name))),
  ];
}
