import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic, writeSafetensors } from '../formats/index.ts';
import { type Probe, type ProbeChoice, type ProbePredictions, probe } from '../study/index.ts';
import { cacheImages, extractFeatures, writePredictions } from '../train/index.ts';
import { numberOf, oneOf, UsageError } from './command.ts';
import { type FrozenArgs, frozenModel, splitData } from './frozen-model.ts';
import { imageProgress } from './image-progress.ts';
import { renderEvaluation } from './render-evaluation.ts';
import { countOf, ruleOf } from './study-options.ts';

export interface ProbeArgs extends FrozenArgs {
  readonly method?: string | undefined;
  readonly temperature?: string | undefined;
  readonly rule?: string | undefined;
  readonly seed?: string | undefined;
  readonly replicates: string;
  readonly out?: string | undefined;
}

/** DINO's. */
const TEMPERATURE = 0.07;

/** `fovea probe`. */
export async function runProbe(args: ProbeArgs): Promise<void> {
  const method = oneOf('method', args.method, ['linear', 'knn']) ?? 'linear';
  if (args.temperature !== undefined && method === 'linear')
    throw new UsageError('--temperature goes with --method knn');
  const temperature = temperatureOf(args.temperature);
  const rule = ruleOf(args.rule);
  const seed = countOf('seed', args.seed, 0) ?? 0;
  const replicates = countOf('replicates', args.replicates)!;
  const frozen = await frozenModel(args);
  const dir = args.out ?? `probes/${frozen.name}-${method}`;
  if (existsSync(join(dir, 'probe.json'))) throw new Error(`${dir}: holds a probe already; choose another --out`);
  const { dataset, notes } = splitData(frozen, args, seed);
  const skipBad = args['skip-bad'] === true;
  using open = frozen.open();
  using data = await cacheImages(dataset.samples, { config: open.config, skipBad });
  const left = [...dataset.skipped, ...data.cache.skipped.map(({ reason }) => reason)];
  for (const reason of left) console.error(`left out: ${reason}`);
  for (const note of notes) console.error(`note: ${note}`);
  const indices = data.indices();
  const features = await extractFeatures(open, {
    source: data.cache,
    indices,
    onProgress: imageProgress(args.json === true),
  });
  const { name: source, classes } = dataset;
  const samples = indices.map((i) => data.samples[i]!);
  const options = { method, source, classes, temperature, rule, seed, replicates } as const;
  const result = probe(features, samples, options);
  writeProbe(dir, result, { model: frozen.source, data: source, dataHash: dataset.hash, classes, seed });
  if (args.json)
    return console.log(JSON.stringify({ probe: dir, ...summaryOf(result), ...result.evaluation, skipped: left }));
  console.log(renderEvaluation(result.evaluation, `${method} probe of ${frozen.source} on ${source}, test`));
  console.log(`${chosen(result.choice)}\n${join(dir, 'predictions.csv')}`);
}

function temperatureOf(text: string | undefined): number | null {
  if (text === 'none') return null;
  const value = numberOf('temperature', text) ?? TEMPERATURE;
  if (!(value > 0)) throw new UsageError(`--temperature takes a number above 0 or "none", not ${text}`);
  return value;
}

const summaryOf = ({ choice, features, images }: Probe) => ({ ...choice, features, images });

/** What was chosen on validation images, and whether a wider search might have found better. */
function chosen(choice: ProbeChoice): string {
  if (choice.method === 'knn') {
    const votes = choice.temperature === null ? 'each counting the same' : `temperature ${choice.temperature}`;
    return `${choice.k} neighbours (${votes}), chosen on validation`;
  }
  const { c, tried } = choice;
  const edge = c === tried[0]!.c || c === tried.at(-1)!.c ? '; the end of what was tried' : '';
  return `L2 strength C = ${Number(c.toPrecision(3))} (scikit-learn’s C), chosen on validation${edge}`;
}

function writeProbe(
  dir: string,
  result: Probe,
  record: Readonly<Record<string, unknown>> & { classes: readonly string[] },
) {
  mkdirSync(dir, { recursive: true });
  const { classes } = record;
  const threshold = result.threshold?.value ?? null;
  const write = (file: string, { samples, probabilities }: ProbePredictions) =>
    writePredictions(join(dir, file), { samples, classes, probabilities, threshold, extended: true });
  write('predictions.csv', result.test);
  write('validation-predictions.csv', result.validation);
  if (result.layer) {
    const { weights, intercepts } = result.layer;
    const bytes = (values: ArrayLike<number>) => new Uint8Array(Float32Array.from(values).buffer);
    writeSafetensors(join(dir, 'layer.safetensors'), [
      ['weight', { dtype: 'f32', shape: [weights.rows, weights.columns], data: bytes(weights.data) }],
      ['bias', { dtype: 'f32', shape: [weights.rows], data: bytes(intercepts) }],
    ]);
  }
  // last, so that a folder with it is whole
  const json = { ...record, ...summaryOf(result), evaluation: result.evaluation };
  writeFileAtomic(join(dir, 'probe.json'), `${JSON.stringify(json, null, 2)}\n`);
}
