import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BeginOptions } from '../train/index.ts';
import { command, numberOf, oneOf, UsageError } from './command.ts';
import { MASK_ARGS, maskOptions } from './mask-options.ts';
import { openProgress } from './progress.ts';
import { readConfig } from './read-config.ts';
import { reportAfter } from './report-after.ts';

export const train = command({
  name: 'train',
  description: 'Train a model on a data set. What --data holds is recognised; see docs/data.md.',
  example: 'fovea train --data xrays --label pneumothorax --model densenet121 --epochs 10 --out runs/first',
  args: {
    data: { type: 'string', description: 'Folder or CSV of images and labels' },
    task: { type: 'string', description: 'classification or segmentation (default classification)' },
    ...MASK_ARGS,
    label: { type: 'string', description: 'Column or finding to learn' },
    positive: { type: 'string', description: 'Value of that column that is the positive class' },
    model: { type: 'string', description: 'Name of a model, see "fovea models" (default densenet121)' },
    config: { type: 'string', description: 'JSON file with any of the training options; flags come on top' },
    'image-size': { type: 'string', description: 'Side of the square images, pixels (default 224)' },
    epochs: { type: 'string', description: 'Passes over the training images (default 10)' },
    'batch-size': { type: 'string', description: 'Images in a step (default 16)' },
    lr: { type: 'string', description: 'Peak learning rate (default 5e-4)' },
    seed: { type: 'string', description: 'Seed of split, weights, order and augmentation (default 0)' },
    precision: { type: 'string', description: 'auto, f32 or bf16 (default auto)' },
    device: { type: 'string', description: 'cpu, cuda, cuda:1 … (default: a GPU if there is one)' },
    threads: { type: 'string', description: 'Threads of the engine (default: all cores)' },
    colour: { type: 'boolean', description: 'Decode images in colour rather than grey' },
    init: {
      type: 'string',
      description:
        'Weights to begin from: a run (of pretrain too), a .safetensors, .pth or .pt file, or a name of "fovea models --weights"',
    },
    tune: { type: 'string', description: 'What learns: full, head, last:N or lora[:rank] (default full)' },
    folds: {
      type: 'string',
      description: 'Of a segmentation: cross-validate with so many folds by patient, a run each, measured together',
    },
    'find-lr': {
      type: 'boolean',
      description: 'Do not train: try growing learning rates, and write lr and loss to a CSV',
    },
    out: { type: 'string', description: 'Folder of the run (default runs/<data>-<model>-<seed>)' },
    resume: { type: 'string', description: 'Go on with the run in this folder' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  run: (args) => runTrain(args),
});

/** `fovea train`, and `fovea segment` with its task set. */
export async function runTrain(args: Args): Promise<void> {
  if ((args.data === undefined) === (args.resume === undefined)) {
    throw new UsageError('give either --data, to begin a run, or --resume, to go on with one');
  }
  if (args['find-lr']) {
    if (args.data === undefined) throw new UsageError('--find-lr needs --data');
    const { runFindLr } = await import('./find-lr-run.ts');
    return runFindLr(await describeRun(args), args.json === true);
  }
  const folded = await foldsOf(args);
  if (folded !== null) {
    const { runCrossValidation } = await import('./cross-validate-run.ts');
    return runCrossValidation(folded, args.json === true);
  }
  const { spawnTraining } = await import('../train/spawn.ts');
  const dir = (args.resume as string | undefined) ?? (await begin(args));
  const progress = openProgress(args.json === true);
  const outcome = await spawnTraining(dir, { resume: args.resume !== undefined, onEvent: progress.show });
  progress.end();
  await summarise(dir, outcome, args.json === true);
}

type Args = Readonly<Record<string, string | boolean | string[] | number | undefined>>;

/** The cross-validation that is asked for, or to be gone on with; null where it is a single run. */
async function foldsOf(args: Args) {
  const resume = args.resume as string | undefined;
  if (resume !== undefined) {
    if (existsSync(join(resume, 'config.json')) || !existsSync(join(resume, 'fold-1'))) return null;
    return { resume };
  }
  const folds = numberOf('folds', args.folds as string | undefined);
  if (folds === undefined) return null;
  const { dir: out, ...options } = await describeRun(args);
  if (options.config.task !== 'segmentation')
    throw new UsageError('--folds is of a segmentation; use fovea segment, or --task segmentation');
  return { begin: { ...options, out, folds } };
}

async function begin(args: Args): Promise<string> {
  const { beginRun } = await import('../train/index.ts');
  const options = await describeRun(args);
  for (const warning of beginRun(options).warnings) console.error(`note: ${warning}`);
  return options.dir;
}

/** The run that the options ask for. */
async function describeRun(args: Args): Promise<BeginOptions> {
  const { parseTrainConfig } = await import('../train/index.ts');
  const { version } = await import('./version.ts');
  const text = (name: string) => args[name] as string | undefined;
  const number = (name: string) => numberOf(name, text(name));
  const flags = {
    task: oneOf('task', text('task'), ['classification', 'segmentation']),
    model: text('model'),
    imageSize: number('image-size'),
    epochs: number('epochs'),
    batchSize: number('batch-size'),
    lr: number('lr'),
    seed: number('seed'),
    precision: oneOf('precision', text('precision'), ['auto', 'f32', 'bf16']),
    device: text('device'),
    threads: number('threads'),
    colour: args.colour,
    tune: text('tune'),
  };
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const file = text('config');
  const { modelInfo, denseModelInfo } = await import('../models/catalog/index.ts');
  const { knownWeights, fetchWeights, checkModel, modelOfRun } = await import('./init-weights.ts');
  const known = knownWeights(text('init'));
  const model = known?.model ?? modelOfRun(text('init'));
  const segments = text('task') === 'segmentation';
  const chosen = {
    ...(segments ? { model: 'unet', imageSize: 256 } : {}),
    ...(model ? { model } : {}),
    ...(file ? readConfig(file) : {}),
    ...given,
  };
  const config = parseTrainConfig(chosen, file ?? 'options');
  // an unknown name is an error before anything is written
  (config.task === 'segmentation' ? denseModelInfo : modelInfo)(config.model);
  checkModel(known, config.model);
  const init = await fetchWeights(text('init'), known, args.json === true);

  const data = text('data')!;
  const label = text('label');
  const name = [
    data
      .replace(/\/+$/, '')
      .split('/')
      .at(-1)!
      .replace(/\.(csv|npz|tar|bin)$/i, ''),
    label,
    config.model,
    config.seed,
  ];
  const dir = text('out') ?? `runs/${name.filter((part) => part !== undefined).join('-')}`;
  const skipBad = args['skip-bad'] === true;
  const masks = config.task === 'segmentation' ? maskOptions(args) : undefined;
  return { dir, data, label, init, config, version, masks, positive: text('positive'), skipBad };
}

async function summarise(dir: string, outcome: 'done' | 'stopped', json: boolean): Promise<void> {
  const { readFileSync } = await import('node:fs');
  const { runPaths } = await import('../train/run.ts');
  const paths = runPaths(dir);
  const metrics = outcome === 'done' ? JSON.parse(readFileSync(paths.metrics, 'utf8')) : null;
  if (outcome === 'stopped') process.exitCode = 1; // not done: what a script would do next must wait
  const events = readFileSync(paths.events, 'utf8').trimEnd().split('\n');
  const last = JSON.parse(events.at(-1)!);
  const report = outcome === 'done' ? await reportAfter(dir) : null;
  if (json) {
    const begun = events.find((line) => line.startsWith('{"event":"weights"'));
    const { event: _, ...init } = begun === undefined ? { event: null } : JSON.parse(begun);
    const from = begun === undefined ? null : init;
    console.log(JSON.stringify({ run: dir, outcome, ...metrics, report, weights: last.weights ?? null, init: from }));
    return;
  }
  if (outcome === 'stopped') {
    console.error(`stopped and saved; go on with: fovea train --resume ${dir}`);
    return;
  }
  console.log(`run          ${dir}\nweights      ${paths.best}\npredictions  ${paths.predictions}`);
  if (report !== null) console.log(`report       ${report}`);
  console.log(`measure it:  fovea evaluate ${dir} --split test`);
}
