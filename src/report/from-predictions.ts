import { describeTest, type LabelledCases, type ScoredRun } from '../study/index.ts';
import type { ReportData } from './data.ts';
import { classNames } from './run-record.ts';
import { CONFIDENCE, mistakesOf, scoredModel } from './scored-model.ts';
import { subgroupsOf } from './subgroups.ts';

export interface PredictionReportOptions {
  /** What the model is called. */
  readonly name: string;
  /** Version of Fovea, for the record. */
  readonly version: string;
  readonly images?: boolean | undefined;
  readonly replicates?: number | undefined;
}

/** A prediction file of any program, joined to its labels, as a report: nothing is known of the training or of the images. */
export async function reportOfPredictions(
  cases: LabelledCases,
  run: ScoredRun,
  { name, version, images = true, replicates }: PredictionReportOptions,
): Promise<ReportData> {
  const model = scoredModel(name, cases, run, replicates);
  const test = describeTest(cases);
  const binary = cases.classes.length === 2;
  const { threshold } = run;
  return {
    kind: 'run',
    title: `${name} on ${cases.source}`,
    source: run.source,
    created: new Date().toISOString(),
    fovea: version,
    confidence: CONFIDENCE,
    test: { ...test, classes: classNames(cases.classes), labels: cases.labels },
    models: [model],
    ...(binary ? { subgroups: subgroupsOf(cases, [model], CONFIDENCE) } : {}),
    ...(binary ? { examples: await mistakesOf(cases, model, { images }) } : {}),
    configuration: [
      {
        title: 'The evaluation',
        entries: [
          ['fovea', version],
          ['predictions', run.source],
          ['labels', cases.source],
          ['cases that belong together', test.groupColumn ?? 'none: every case stands alone'],
          ...(threshold ? [['threshold', `${threshold.value}, ${threshold.rule}`] as [string, string]] : []),
        ],
      },
    ],
    warnings: [],
  };
}
