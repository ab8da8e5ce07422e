import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type MaskStudy, openMasksAt, PRIMARY, studyPaths } from '../../study/index.ts';
import { openRun, type Run, readMaskRecord } from '../../train/index.ts';
import { configurationOf, titleOf } from '../from-study.ts';
import { inspected } from '../inspected.ts';
import { runDataset } from '../run-cases.ts';
import { trainingRecord } from '../run-record.ts';
import type { MaskReport, MaskReportModel } from './data.ts';
import { type MaskReportOptions, runSource } from './from-run.ts';
import { type CaseSource, galleryOf } from './gallery.ts';

/** A finished comparison of segmentations as a report. */
export async function reportOfMaskStudy(study: MaskStudy, options: MaskReportOptions): Promise<MaskReport> {
  const { comparison, cases, dir } = study;
  const runs = comparison.kind === 'training' ? trainedRuns(study) : [];
  const training = runs.map(({ run, name }) => trainingRecord(run, name));
  const dataset = runs.length > 0 ? runDataset(runs[0]!.run).dataset : null;
  const models = comparison.models.map((result): MaskReportModel => {
    const scored = cases.models.find((m) => m.name === result.name)!.runs;
    const first = runs.find((r) => r.name === result.name);
    return {
      ...result,
      rule: first && scored.length === 1 ? readMaskRecord(first.run).rule : null,
      runs: scored.map(({ seed, cases: own }, i) => ({ seed, dice: result.runs[i]!.values[PRIMARY], cases: own })),
    };
  });
  const firsts = comparison.models.flatMap(({ name }) => runs.find((r) => r.name === name) ?? []);
  const source =
    firsts.length === models.length
      ? runSource(
          firsts.map(({ run }) => ({ run, record: readMaskRecord(run) })),
          dataset,
        )
      : fileSource(study);
  return {
    kind: 'comparison',
    title: titleOf(comparison.models.map((m) => m.name)),
    source: dir,
    created: comparison.created,
    fovea: comparison.fovea,
    confidence: comparison.settings.confidence,
    test: comparison.test,
    models,
    comparison,
    training,
    ...(dataset ? { data: await inspected(dataset, dir) } : {}),
    gallery: await galleryOf(models, source, { images: options.images }),
    people: options.people ?? null,
    configuration: configurationOf(study, runs),
    warnings: comparison.warnings,
  };
}

/** The run folders behind a training study that are still there: inside it, wherever it lies now, or where they were trained. */
function trainedRuns({ dir, comparison }: MaskStudy): { run: Run; name: string }[] {
  return comparison.models.flatMap(({ name, runs }) =>
    runs.flatMap(({ source }) => {
      const found = [join(studyPaths(dir).runs, basename(source)), source].find(existsSync);
      return found === undefined ? [] : [{ run: openRun(found), name }];
    }),
  );
}

/** The mask files that were compared, where they still are; of the images nothing is known. */
function fileSource({ comparison, cases }: MaskStudy): CaseSource {
  const own = cases.models[0]!.runs[0]!.cases[0]!;
  const reference = openMasksAt(comparison.test.source);
  const marked = comparison.models.map((m) => openMasksAt(m.runs[0]!.source));
  return {
    picture: () => null,
    reference: async (i) => reference(own[i]!),
    marked: async (m, i) => marked[m]!(own[i]!),
  };
}
