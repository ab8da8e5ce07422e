import type { Sample } from '../data/index.ts';
import { type CsvCell, writeCsv } from '../formats/index.ts';

export interface PredictionRows {
  readonly samples: readonly Sample[];
  readonly classes: readonly string[];
  /** Row by row, [n, classes]. */
  readonly probabilities: Float64Array;
  /** Of a two-class task; null takes the more probable class. */
  readonly threshold: number | null;
  /** Also write what the data says: the true class, patient and split. */
  readonly extended?: boolean;
}

/**
 * The columns of a predictions file. `image_path` is as the data set has it. With two classes `probability` is that of
 * the positive class and `Label` the decision (1 or 0) at the frozen threshold; with more, the most probable class and its
 * probability, and a column `probability_<class>` for each class.
 */
export function predictionRecords(rows: PredictionRows): Record<string, CsvCell>[] {
  const { samples, classes, probabilities, threshold, extended = false } = rows;
  return samples.map((sample, i) => {
    const own = probabilities.subarray(i * classes.length, (i + 1) * classes.length);
    const perClass =
      classes.length === 2 ? [] : classes.map((c, k): [string, CsvCell] => [`probability_${c}`, own[k]!]);
    const decided = { image_path: sample.imagePath, ...decide(own, classes, threshold) };
    const record = { ...decided, ...Object.fromEntries(perClass) };
    if (!extended) return record;
    const truth = sample.label < 0 ? '' : classes.length === 2 ? sample.label : classes[sample.label]!;
    const { patientId = '', split = '' } = sample;
    return { ...record, truth, patient_id: patientId, split };
  });
}

function decide(own: Float64Array, classes: readonly string[], threshold: number | null) {
  if (classes.length === 2) return { probability: own[1]!, Label: own[1]! >= (threshold ?? 0.5) ? 1 : 0 };
  const top = own.indexOf(Math.max(...own));
  return { probability: own[top]!, Label: classes[top]! };
}

export function writePredictions(path: string, rows: PredictionRows): void {
  const records = predictionRecords(rows);
  writeCsv(path, Object.keys(records[0] ?? { image_path: '', probability: '', Label: '' }), records);
}
