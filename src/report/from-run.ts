import { evaluateBinary } from '../stats/index.ts';
import type { MetricName } from '../study/index.ts';
import { METRIC_NAMES } from '../study/index.ts';
import { evaluateClasses, frozenThreshold, type Run } from '../train/index.ts';
import type { ReportData, ReportModel, TestCases } from './data.ts';
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
  readonly replicates?: number | undefined;
}

/** A run's folder as a report. Needs neither the engine nor the images, but shows images where they are. */
export async function reportOfRun(run: Run, options: RunReportOptions): Promise<ReportData> {
  const { config, dir } = run;
  const { classes } = config.data;
  const { dataset, warning } = runDataset(run);
  const own = options.cases ?? testCasesOf(run, dataset);
  const labels = own.cases.map((c) => c.label);
  const test = testOf(own, classNames(classes, config.data.label));
  const name = config.train.model;
  const training = trainingRecord(run, name);
  const model = modelOf(run, own, options.replicates);
  const attributes = attributesOf(own);
  const binary = classes.length === 2;
  return {
    kind: 'run',
    title: `${name} on ${own.source.replace(/,[^,]*$/, '')}${config.data.label ? `: ${config.data.label}` : ''}`,
    source: dir,
    created: config.created,
    fovea: config.fovea,
    confidence: 0.95,
    test,
    models: [model],
    training: [training],
    ...(binary ? { subgroups: subgroupsOf(attributes, [model], labels) } : {}),
    ...(dataset ? { data: await inspected(dataset) } : {}),
    ...(binary && model.threshold ? { examples: await examplesOf(own, model, options.images) } : {}),
    configuration: runConfiguration(config, training),
    warnings: warning ? [warning] : [],
  };
}

function testOf({ cases, source, dataHash }: RunCases, classes: readonly string[]): TestCases {
  const labels = cases.map((c) => c.label);
  const counts = classes.map((_, c) => labels.filter((l) => l === c).length);
  const binary = classes.length === 2;
  const patients = new Set(cases.flatMap((c) => c.patientId ?? []));
  return {
    source,
    n: labels.length,
    classes,
    counts,
    positives: binary ? counts[1]! : null,
    prevalence: binary ? counts[1]! / labels.length : null,
    groups: patients.size > 0 ? patients.size : null,
    dataHash,
    labels,
  };
}

function modelOf(run: Run, own: RunCases, replicates?: number): ReportModel {
  const { classes } = run.config.data;
  const { seed, model: name } = run.config.train;
  const labels = own.cases.map((c) => c.label);
  const patients = own.cases.map((c) => c.patientId ?? c.imagePath);
  if (classes.length > 2) {
    const probabilities = Float64Array.from(own.probabilities);
    const e = evaluateClasses({ labels, probabilities, patients, classes: classes.length, seed, replicates });
    const of = { seed, threshold: null, auroc: e.auroc.value, probabilities: own.probabilities };
    return { name, estimates: { auroc: e.auroc, accuracy: e.accuracy }, threshold: null, confusion: null, runs: [of] };
  }
  const frozen = frozenThreshold(run);
  const e = evaluateBinary({
    labels,
    scores: own.probabilities,
    patients,
    threshold: frozen?.value ?? 0.5,
    seed,
    replicates,
  });
  const known = new Set<string>(METRIC_NAMES);
  const estimates = Object.fromEntries(Object.entries(e).filter(([k]) => known.has(k))) as Partial<
    Record<MetricName, typeof e.auroc>
  >;
  return {
    name,
    estimates,
    threshold: frozen && { value: frozen.value, rule: frozen.rule, chosenOn: 'validation' },
    confusion: e.confusion,
    runs: [{ seed, threshold: frozen?.value ?? null, auroc: e.auroc.value, probabilities: own.probabilities }],
  };
}

function attributesOf({ cases }: RunCases): Record<string, string[]> {
  const names = new Set(cases.flatMap((c) => Object.keys(c.attributes)));
  return Object.fromEntries([...names].map((k) => [k, cases.map((c) => c.attributes[k] ?? '')]));
}

function examplesOf(own: RunCases, model: ReportModel, images: boolean) {
  const labels = own.cases.map((c) => c.label);
  const threshold = model.threshold!.value;
  const chosen = chooseExamples([model], labels, { model: 0, threshold });
  const cases = {
    imagePaths: own.cases.map((c) => c.imagePath),
    groups: own.cases.some((c) => c.patientId) ? own.cases.map((c) => c.patientId ?? '') : null,
    labels,
  };
  const show = (list: readonly number[]) => list.map((i) => exampleOf(i, cases, [model]));
  const files = new Map(own.cases.map((c) => [c.imagePath, c.file ?? null]));
  const examples = {
    model: 0,
    threshold,
    falsePositives: show(chosen.falsePositives),
    falseNegatives: show(chosen.falseNegatives),
    disagreements: [],
    note: null,
  };
  if (!images) return { ...examples, note: LEFT_OUT };
  return withThumbnails(examples, (path) => files.get(path) ?? null);
}

export const LEFT_OUT = 'Images were left out of this file (--no-images).';
