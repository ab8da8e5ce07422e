import { existsSync } from 'node:fs';
import { type Dataset, type Inspection, inspectDataset, readSplit, type Sample } from '../data/index.ts';
import { readCsv } from '../formats/index.ts';
import { openRunData, type Run, runPaths } from '../train/index.ts';

/** Labelled cases and a run's probabilities for them: what a report of a run is drawn from. */
export interface RunCases {
  /** In words: `xrays, test`. */
  readonly source: string;
  readonly cases: readonly RunCase[];
  /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly probabilities: readonly number[];
  readonly dataHash?: string;
}

export type RunCase = Pick<Sample, 'imagePath' | 'label' | 'attributes'> & { patientId?: string; file?: string };

/** The data set of a run, or the reason why it cannot be opened any more: a report is made of what there is. */
export function runDataset(run: Run): { dataset: Dataset | null; warning: string | null } {
  try {
    return { dataset: openRunData(run), warning: null };
  } catch (error) {
    return { dataset: null, warning: `Without images, subgroups and a search for leaks: ${(error as Error).message}` };
  }
}

export const inspected = async (dataset: Dataset | null): Promise<Inspection | undefined> =>
  dataset === null ? undefined : inspectDataset(dataset);

/** `predictions.csv` of a finished run beside what its data set, or at least its split, says of those images. */
export function testCasesOf(run: Run, dataset: Dataset | null): RunCases {
  const paths = runPaths(run.dir);
  if (!existsSync(paths.predictions)) {
    throw new Error(`${run.dir}: has no predictions yet; finish it with: fovea train --resume ${run.dir}`);
  }
  const { classes, path } = run.config.data;
  const known =
    dataset === null ? fromSplit(run) : new Map(dataset.samples.map((s): [string, RunCase] => [s.imagePath, s]));
  const columns = classes.length === 2 ? ['probability'] : classes.map((c) => `probability_${c}`);
  const { rows } = readCsv(paths.predictions, { required: ['image_path', ...columns] });
  const cases = rows.map(({ line, cells }): RunCase => {
    const found = known.get(cells.image_path!);
    if (!found) throw new Error(`${paths.predictions}:${line}: '${cells.image_path}' is not in the run's split`);
    return found;
  });
  const probabilities = rows.flatMap(({ line, cells }) =>
    columns.map((column) => {
      const p = Number(cells[column]);
      if (cells[column] === '' || !(p >= 0 && p <= 1)) {
        throw new Error(`${paths.predictions}:${line}: ${column} is '${cells[column]}'; it must lie in 0 to 1`);
      }
      return p;
    }),
  );
  const name = dataset?.name ?? path.split('/').at(-1)!;
  return { source: `${name}, test`, cases, probabilities, dataHash: run.config.data.hash };
}

function fromSplit(run: Run): Map<string, RunCase> {
  const { classes } = run.config.data;
  const { assignments } = readSplit(runPaths(run.dir).split, classes);
  return new Map(
    assignments.map(({ imagePath, patientId, label }) => [
      imagePath,
      { imagePath, label: classes.indexOf(label), attributes: {}, ...(patientId === '' ? {} : { patientId }) },
    ]),
  );
}
