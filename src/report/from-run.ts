import type { Dataset } from '../data/index.ts';
import { describeTest, keptRobustness, type RobustnessResult, type ScoredRun, stated } from '../study/index.ts';
import { frozenThreshold, type Run } from '../train/index.ts';
import type { Examples, ReportData, ReportModel } from './data.ts';
import { inspected } from './inspected.ts';
import { robustnessOf } from './robustness.ts';
import { type RunCases, runDataset, testCasesOf } from './run-cases.ts';
import { classNames, runConfiguration, trainingRecord } from './run-record.ts';
import { CONFIDENCE, mistakesOf, scoredModel } from './scored-model.ts';
import { subgroupsOf } from './subgroups.ts';

export interface RunReportOptions {
  /** Put small copies of images into the file. */
  readonly images: boolean;
  /** Beside each mistake, what the model looked at; needs the engine and the images. */
  readonly explain?: boolean | undefined;
  /** Other cases than the test images that the run predicted when it ended. */
  readonly cases?: RunCases | undefined;
  /** A threshold stated beforehand, in place of the frozen one. */
  readonly threshold?: number | undefined;
  readonly replicates?: number | undefined;
  readonly robustness?: RobustnessResult | undefined;
}

/** A run's folder as a report. Needs neither the engine nor the images, but shows images where they are. */
export async function reportOfRun(run: Run, options: RunReportOptions): Promise<ReportData> {
  const { config, dir } = run;
  const { classes, label } = config.data;
  const { dataset, warning } = runDataset(run);
  const own = options.cases ?? testCasesOf(run, dataset);
  const { labels } = own.cases;
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
    ...(binary ? { subgroups: subgroupsOf(own.cases, [model], CONFIDENCE) } : {}),
    ...robustnessOf(options.robustness ?? (ownCases(options) ? keptRobustness(run) : undefined)),
    ...(dataset ? { data: await inspected(dataset, dir) } : {}),
    ...(binary ? { examples: await examplesOf(run, own, model, { ...options, dataset }) } : {}),
    configuration: runConfiguration(config, training),
    warnings: warning ? [warning] : [],
  };
}

/** What was kept was measured on the run's own test images, at its frozen threshold. */
const ownCases = ({ cases, threshold }: RunReportOptions) => cases === undefined && threshold === undefined;

/** The mistakes that the model was surest of, explained where that is asked for. */
async function examplesOf(
  run: Run,
  { cases }: RunCases,
  model: ReportModel,
  { images, explain, dataset }: RunReportOptions & { readonly dataset: Dataset | null },
): Promise<Examples> {
  const examples = await mistakesOf(cases, model, { images, dataset });
  if (!explain || !images) return examples;
  const { withHeat } = await import('./heat.ts'); // loads the engine
  return withHeat(run, examples, dataset);
}

/** The run's own predictions at its frozen threshold, unless one was stated. */
function modelOf(run: Run, { cases, probabilities }: RunCases, { threshold, replicates }: RunReportOptions) {
  const { seed, model: name } = run.config.train;
  const frozen = frozenThreshold(run);
  const chosen: ScoredRun['threshold'] =
    threshold !== undefined
      ? stated(threshold)
      : frozen && { value: frozen.value, rule: frozen.rule, chosenOn: 'validation' };
  const scored = { source: run.dir, seed, threshold: chosen, probabilities: Float64Array.from(probabilities) };
  return scoredModel(name, cases, scored, replicates);
}
