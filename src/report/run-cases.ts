import { existsSync } from 'node:fs';
import { type Dataset, readSplit } from '../data/index.ts';
import { readCsv } from '../formats/index.ts';
import { casesOf, type LabelledCases } from '../study/index.ts';
import { openRunData, type Run, runPaths } from '../train/index.ts';

/** Labelled cases and a run's probabilities for them: what a report of a run is drawn from. */
export interface RunCases {
  /** In words: `xrays, test`. */
  readonly source: string;
  readonly cases: LabelledCases;
  /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly probabilities: ArrayLike<number>;
}

/** The data set of a run, or the reason why it cannot be opened any more: a report is made of what there is. */
export function runDataset(run: Run): { dataset: Dataset | null; warning: string | null } {
  try {
    return { dataset: openRunData(run), warning: null };
  } catch (error) {
    return { dataset: null, warning: `Without images, subgroups and a search for leaks: ${(error as Error).message}` };
  }
}

/** `predictions.csv` of a finished run beside what its data set, or at least its split, says of those images. */
export function testCasesOf(run: Run, dataset: Dataset | null): RunCases {
  const { classes, path } = run.config.data;
  const { imagePaths, places, probabilities } = readOwnPredictions(run);
  const cases =
    dataset === null ? fromSplit(run, imagePaths, places) : fromDataset(dataset, imagePaths, places, classes);
  return { source: `${dataset?.name ?? path.split('/').at(-1)}, test`, cases, probabilities };
}

function readOwnPredictions(run: Run) {
  const { predictions: file } = runPaths(run.dir);
  if (!existsSync(file)) {
    throw new Error(`${run.dir}: has no predictions yet; finish it with: fovea train --resume ${run.dir}`);
  }
  const { classes } = run.config.data;
  const columns = classes.length === 2 ? ['probability'] : classes.map((c) => `probability_${c}`);
  const { rows } = readCsv(file, { required: ['image_path', ...columns] });
  const probabilities = rows.flatMap(({ line, cells }) =>
    columns.map((column) => {
      const p = Number(cells[column]);
      if (cells[column] === '' || !(p >= 0 && p <= 1)) {
        throw new Error(`${file}:${line}: ${column} is '${cells[column]}'; it must lie in 0 to 1`);
      }
      return p;
    }),
  );
  return {
    imagePaths: rows.map((r) => r.cells.image_path!),
    places: rows.map((r) => `${file}:${r.line}`),
    probabilities,
  };
}

function fromDataset(
  dataset: Dataset,
  imagePaths: readonly string[],
  places: readonly string[],
  classes: readonly string[],
): LabelledCases {
  const samples = new Map(dataset.samples.map((s) => [s.imagePath, s]));
  const own = imagePaths.map((path, i) => samples.get(path) ?? unknown(path, places[i]!));
  return casesOf(own, { source: dataset.name, classes, hash: dataset.hash });
}

function fromSplit(run: Run, imagePaths: readonly string[], places: readonly string[]): LabelledCases {
  const { classes, hash, path } = run.config.data;
  const { assignments } = readSplit(runPaths(run.dir).split, classes);
  const known = new Map(assignments.map((a) => [a.imagePath, a]));
  const own = imagePaths.map((image, i) => known.get(image) ?? unknown(image, places[i]!));
  const patients = own.some((a) => a.patientId !== '');
  return {
    ...{ source: path, classes, imagePaths, places, dataHash: hash, attributes: {} },
    labels: own.map((a) => classes.indexOf(a.label)),
    groupColumn: patients ? 'patient_id' : null,
    groups: patients ? own.map((a) => a.patientId || `image ${a.imagePath}`) : null,
  };
}

function unknown(path: string, place: string): never {
  throw new Error(`${place}: '${path}' is not in the run's split`);
}
