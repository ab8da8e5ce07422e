import { describeTest, METRIC_NAMES, type ScoredRun, scoreRun } from '../study/index.ts';
import { frozenThreshold, type Run } from '../train/index.ts';
import type { Examples, ReportData, ReportModel } from './data.ts';
import { chooseExamples, exampleOf } from './examples.ts';
import { inspected, type RunCases, runDataset, testCasesOf } from './run-cases.ts';
import { classNames, runConfiguration, trainingRecord } from './run-record.ts';
import { subgroupsOf } from './subgroups.ts';
import { withThumbnails } from './thumbnails.ts';

export interface RunReportOptions {
  /** Put small copies of images into the file. */
  readonly images: boolean;
  /** Other cases than the test images that the run predicted when it ended. */
  readonly cases?: RunCases | undefined;
  /** A threshold stated beforehand, in place of the frozen one. */
  readonly threshold?: number | undefined;
  readonly replicates?: number | undefined;
}

/** A run's folder as a report. Needs neither the engine nor the images, but shows images where they are. */
export async function reportOfRun(run: Run, options: RunReportOptions): Promise<ReportData> {
  const { config, dir } = run;
  const { classes, label } = config.data;
  const { dataset, warning } = runDataset(run);
  const own = options.cases ?? testCasesOf(run, dataset);
  const { labels, attributes, groups } = own.cases;
  const name = config.train.model;
  const training = trainingRecord(run, name);
  const model = modelOf(run, own, options);
  const binary = classes.length === 2;
  return {
    kind: 'run',
    title: `${name} on ${own.source.replace(/,[^,]*$/, '')}${label ? `: ${label}` : ''}`,
    source: dir,
    created: config.created,
    fovea: config.fovea,
    confidence: CONFIDENCE,
    test: { ...describeTest(own.cases), source: own.source, classes: classNames(classes, label), labels },
    models: [model],
    training: [training],
    ...(binary ? { subgroups: subgroupsOf(attributes, [model], { labels, groups }) } : {}),
    ...(dataset ? { data: await inspected(dataset) } : {}),
    ...(binary ? { examples: await examplesOf(own, model, options.images) } : {}),
    configuration: runConfiguration(config, training),
    warnings: warning ? [warning] : [],
  };
}

const CONFIDENCE = 0.95;

function modelOf(run: Run, own: RunCases, { threshold, replicates = 2000 }: RunReportOptions): ReportModel {
  const { seed, model: name } = run.config.train;
  const frozen = frozenThreshold(run);
  const chosen: ScoredRun['threshold'] =
    threshold !== undefined
      ? { value: threshold, rule: 'stated', chosenOn: 'stated' }
      : frozen && { value: frozen.value, rule: frozen.rule, chosenOn: 'validation' };
  const scored = { source: run.dir, seed, threshold: chosen, probabilities: Float64Array.from(own.probabilities) };
  const { metrics, confusion } = scoreRun(own.cases, scored, { seed, replicates, confidence: CONFIDENCE });
  const estimates = Object.fromEntries(METRIC_NAMES.flatMap((k) => (metrics[k] ? [[k, metrics[k]]] : [])));
  const probabilities = Array.from(own.probabilities);
  return {
    ...{ name, estimates, threshold: chosen, confusion },
    runs: [{ seed, threshold: chosen?.value ?? null, auroc: metrics.auroc.value, probabilities }],
  };
}

async function examplesOf({ cases }: RunCases, model: ReportModel, images: boolean): Promise<Examples> {
  const threshold = model.threshold?.value ?? 0.5;
  const chosen = chooseExamples([model], cases.labels, { model: 0, threshold });
  const show = (list: readonly number[]) => list.map((i) => exampleOf(i, cases, [model]));
  const examples = {
    model: 0,
    threshold,
    falsePositives: show(chosen.falsePositives),
    falseNegatives: show(chosen.falseNegatives),
    disagreements: [],
    note: null,
  };
  if (!images) return { ...examples, note: LEFT_OUT };
  const files = new Map(cases.imagePaths.map((path, i) => [path, cases.files?.[i] ?? null]));
  return withThumbnails(examples, (path) => files.get(path) ?? null);
}

export const LEFT_OUT = 'Images were left out of this file (--no-images).';
