import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../data/index.ts';
import {
  type Box,
  coveredShare,
  defaultMethod,
  type ExplainedImage,
  explainImages,
  explanationQuality,
  extremes,
  METHOD_NAMES,
  methodProblem,
  overlayHeat,
  parseBoxes,
  peakOf,
  pointsAt,
  type QualityCase,
  storedImage,
} from '../explain/index.ts';
import { type CsvCell, writeCsv } from '../formats/index.ts';
import { writePng } from '../image/index.ts';
import { cacheImages, openRun, openRunModel, patientOf, type Run } from '../train/index.ts';
import { oneOf, UsageError } from './command.ts';
import { writeAttentionPage } from './explain-attention.ts';
import { fileNames } from './file-names.ts';
import { imageProgress } from './image-progress.ts';
import { openForPrediction } from './open-data.ts';
import { renderQuality } from './render-quality.ts';
import { countOf } from './study-options.ts';

export interface ExplainArgs {
  readonly run: string;
  readonly data?: string | undefined;
  readonly split?: string | undefined;
  readonly limit?: string | undefined;
  readonly method?: string | undefined;
  readonly class?: string | undefined;
  readonly layer?: string | undefined;
  readonly quality?: boolean | undefined;
  readonly boxes?: string | undefined;
  readonly 'box-label'?: string | undefined;
  readonly seed?: string | undefined;
  readonly out: string;
  readonly device?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `fovea explain`. */
export async function runExplain(args: ExplainArgs, rest: readonly string[]): Promise<void> {
  const { out, layer } = args;
  const wanted = oneOf('method', args.method, METHOD_NAMES);
  const limit = countOf('limit', args.limit) ?? Number.POSITIVE_INFINITY;
  const seed = countOf('seed', args.seed, 0) ?? 0;
  if (args.boxes !== undefined && !args.quality) throw new UsageError('--boxes goes with --quality');
  if (args['box-label'] !== undefined && args.boxes === undefined)
    throw new UsageError('--box-label goes with --boxes');
  const run = openRun(args.run);
  const { classes } = run.config.data;
  const target = targetOf(args.class, classes);
  const skipBad = args['skip-bad'] === true;
  const dataset = openForPrediction(run, [args.data ?? run.config.data.path, ...rest], { split: args.split, skipBad });
  const boxes = boxesOf(dataset.samples, args.boxes, args['box-label']);
  using open = openRunModel(run, { precision: 'f32', ...(args.device ? { device: args.device } : {}) });
  const method = wanted ?? defaultMethod(open.model);
  const problem = methodProblem(open.model, method);
  if (problem !== null) throw new Error(`${args.run}: ${problem}`);
  if (layer !== undefined && !method.startsWith('gradcam'))
    throw new UsageError('--layer goes with gradcam and gradcam++');

  using data = await cacheImages(dataset.samples.slice(0, limit), { config: open.config, skipBad });
  const left = [...dataset.skipped, ...data.cache.skipped.map(({ reason }) => reason)];
  for (const reason of left) console.error(`left out: ${reason}`);
  mkdirSync(out, { recursive: true });
  const names = fileNames(data.samples);
  const rows: Record<string, CsvCell>[] = [];
  const measured: QualityCase[] = [];
  const quality = args.quality ? { seed } : undefined;
  const progress = imageProgress(args.json === true);
  for await (const explained of explainImages(open, data, { method, target, layer, quality })) {
    const { sample } = explained;
    const image = await storedImage(sample);
    const file = `${names.get(sample)!}.png`;
    await writePng(join(out, file), overlayHeat(image, explained.heat));
    const own = boxes.get(sample) ?? [];
    const pointing =
      own.length > 0 ? { hit: pointsAt(explained.heat, own, image), chance: coveredShare(own, image) } : null;
    rows.push(rowOf(explained, { classes, method, size: image, pointing, file }));
    progress(rows.length, data.indices().length);
    if (explained.quality) measured.push({ ...explained.quality, patient: patientOf(sample), pointing });
  }
  if (rows.length === 0) throw new Error(`${dataset.name}: none of its images can be read`);
  const table = join(out, 'explanations.csv');
  writeCsv(table, Object.keys(rows[0]!), rows);
  const page = await writeAttentionPage(out, run, open, data);
  const blank = rows.filter((row) => row.highest === row.lowest).length;
  const scores = quality ? explanationQuality(measured) : null;
  if (args.json) {
    const written = { explained: out, method, n: rows.length, blank, table, attention: page, quality: scores };
    return console.log(JSON.stringify({ ...written, skipped: left }));
  }
  if (scores) console.log(`${renderQuality(scores)}\n`);
  if (blank > 0) console.error(`note: ${blank} maps are blank: nothing speaks for the class there`);
  console.log([`${out}: ${rows.length} images, by ${method}`, table, ...(page ? [page] : [])].join('\n'));
}

/** Of two classes the positive one, unless another is asked for. */
function targetOf(text: string | undefined, classes: Run['config']['data']['classes']): number | 'predicted' {
  if (text === 'predicted' || (text === undefined && classes.length > 2)) return 'predicted';
  if (text === undefined) return 1;
  const index = classes.indexOf(text);
  if (index < 0) throw new UsageError(`--class takes ${classes.join(', ')} or predicted, not "${text}"`);
  return index;
}

function boxesOf(samples: readonly Sample[], column: string | undefined, label: string | undefined) {
  if (column === undefined) return new Map<Sample, Box[]>();
  if (!samples.some((s) => column in s.attributes)) throw new Error(`the data has no column ${column}`);
  return new Map(
    samples.map((s) => {
      const boxes = parseBoxes(s.attributes[column] ?? '', `${s.imagePath} (row ${s.row}), ${column}`);
      return [s, boxes.filter((b) => label === undefined || b.label === label)];
    }),
  );
}

interface RowParts {
  readonly classes: readonly string[];
  readonly method: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly pointing: QualityCase['pointing'];
  readonly file: string;
}

function rowOf(
  { sample, probabilities, target, heat, quality }: ExplainedImage,
  parts: RowParts,
): Record<string, CsvCell> {
  const { classes, method, size, pointing, file } = parts;
  const [lowest, highest] = extremes(heat.values);
  const { x, y } = peakOf(heat, size.height, size.width);
  const flat = highest === lowest;
  return {
    image_path: sample.imagePath,
    label: sample.label < 0 ? '' : classes[sample.label]!,
    class: classes[target]!,
    probability: probabilities[target]!,
    method,
    lowest,
    highest,
    peak_x: flat ? null : x,
    peak_y: flat ? null : y,
    ...(quality
      ? { deletion: quality.own.deletion, insertion: quality.own.insertion, randomised_likeness: quality.likeness }
      : {}),
    ...(quality ? { in_box: pointing === null ? null : Number(pointing.hit) } : {}),
    file,
  };
}
