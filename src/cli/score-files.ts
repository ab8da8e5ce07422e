import {
  joinPredictions,
  type LabelledCases,
  type PredictionFile,
  readLabels,
  readPredictions,
  refuseTestForThreshold,
  type ScoredRun,
  type StudyThreshold,
  stated,
  thresholdFrom,
} from '../study/index.ts';
import { UsageError } from './command.ts';
import { ruleOf, shareOf } from './study-options.ts';

export interface FileArgs {
  readonly labels?: string | undefined;
  readonly 'validation-labels'?: string | undefined;
  readonly rule?: string | undefined;
  readonly threshold?: string | undefined;
  readonly label?: string | undefined;
  readonly positive?: string | undefined;
  readonly groups?: string | undefined;
  readonly split?: string | undefined;
}

export interface ScoredFiles {
  readonly cases: LabelledCases;
  /** One for each prediction file. */
  readonly runs: readonly ScoredRun[];
  readonly notes: readonly string[];
}

/** Prediction files joined to their labels, each with its threshold: from validation files, or stated. */
export function scoreFiles(args: FileArgs, predictions: readonly string[], validation: readonly string[]): ScoredFiles {
  if (args.labels === undefined) throw new UsageError('give --labels, the CSV with the true labels');
  const files = predictions.map(readPredictions);
  const { label, positive, groups, split } = args;
  const classes = classesOf(files);
  const cases = readLabels(args.labels, { label, positive, groups, split, classes });
  const joined = files.map((file) => joinPredictions(cases, file));
  const thresholds = thresholdsOf(args, cases, { files, validation, classes });
  return {
    cases,
    runs: files.map((file, i) => ({
      source: file.path,
      seed: null,
      threshold: cases.classes.length > 2 ? null : thresholds[i]!,
      probabilities: joined[i]!.probabilities,
    })),
    notes: joined.flatMap(({ note }) => note ?? []),
  };
}

/** The classes that files have columns for; they must agree. */
function classesOf(files: readonly PredictionFile[]): readonly string[] | null {
  const known = files.filter((file) => file.classes !== null);
  const [first] = known;
  for (const file of known) {
    if ([...file.classes!].sort().join() === [...first!.classes!].sort().join()) continue;
    const [own, other] = [file.classes!.join(', '), first!.classes!.join(', ')];
    throw new Error(`${file.path}:1: has the classes ${own}, but ${first!.path} has ${other}; they must be the same`);
  }
  return first?.classes ?? null;
}

function thresholdsOf(
  args: FileArgs,
  cases: LabelledCases,
  parts: { files: readonly PredictionFile[]; validation: readonly string[]; classes: readonly string[] | null },
): (StudyThreshold | null)[] {
  const { files, validation, classes } = parts;
  const fixed = shareOf('threshold', args.threshold);
  const labels = args['validation-labels'];
  if (validation.length === 0 && labels === undefined) {
    if (args.rule !== undefined) {
      throw new UsageError(
        '--rule chooses a threshold on validation data, never on test data: give --validation-predictions and --validation-labels, or a --threshold fixed beforehand',
      );
    }
    return files.map(() => stated(fixed ?? 0.5));
  }
  if (fixed !== undefined) throw new UsageError('give --threshold, or validation files to choose it on, not both');
  if (labels === undefined) throw new UsageError('--validation-predictions needs --validation-labels');
  if (validation.length !== files.length) {
    throw new UsageError(`--validation-predictions needs ${files.length} files, one for each of --predictions`);
  }
  const { label, positive } = args;
  const own = readLabels(labels, { label, positive, groups: 'none', classes: classes ?? undefined });
  if (own.classes.join() !== cases.classes.join()) {
    throw new Error(
      `${labels}: has the classes ${own.classes.join(', ')}, the test labels ${cases.classes.join(', ')}`,
    );
  }
  refuseTestForThreshold(cases, own);
  const rule = ruleOf(args.rule);
  return validation.map((path) => thresholdFrom(own, readPredictions(path), rule));
}
