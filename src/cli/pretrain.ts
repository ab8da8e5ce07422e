import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, numberOf, UsageError } from './command.ts';
import { describeHeldOut, openProgress } from './progress.ts';
import { readConfig } from './read-config.ts';

export const pretrain = command({
  name: 'pretrain',
  description:
    'Learn from images alone, or from images and their reports: labels are ignored, a folder of images is enough. "fovea train --init RUN" goes on from it. See docs/pretraining.md.',
  example: 'fovea pretrain --method mae --data xrays --model vit_small_patch16_224 --mask-ratio 0.9 --out runs/pre',
  args: {
    method: {
      type: 'string',
      description: 'mae (masked autoencoder, a plain ViT or a CNN), dino (any model) or clip (with reports)',
    },
    data: { type: 'string', valueHint: 'DIR…', description: 'Data sets or folders of images, taken as one' },
    model: { type: 'string', description: 'Name of a model, see "fovea models" (default vit_small_patch16_224)' },
    'mask-ratio': {
      type: 'string',
      description:
        'mae: share of the patches that is hidden (default 0.75; 0.9 suits radiographs, Xiao et al., WACV 2023)',
    },
    'out-dim': { type: 'string', description: 'dino: outputs of the head (default 4096)' },
    'local-crops': { type: 'string', description: 'dino: crops that only the student sees (default 6)' },
    'text-column': { type: 'string', description: 'clip: column that holds the text of each image (default report)' },
    'text-model': { type: 'string', description: 'clip: size of the text tower (default bert_mini)' },
    'text-init': {
      type: 'string',
      valueHint: 'RUN',
      description: 'clip: run of "fovea text pretrain" that tokenizer and text tower begin from',
    },
    config: { type: 'string', description: 'JSON file with any of the options; flags come on top' },
    'image-size': { type: 'string', description: 'Side of the square images, pixels (default 224)' },
    epochs: { type: 'string', description: 'Passes over the images (default 100)' },
    'batch-size': { type: 'string', description: 'Images in a step (default 64)' },
    lr: { type: 'string', description: "Peak learning rate (default: the method's, by the batch)" },
    seed: { type: 'string', description: 'Seed of weights, order, crops, masks and held-out patients (default 0)' },
    precision: { type: 'string', description: 'auto, f32 or bf16 (default auto)' },
    device: { type: 'string', description: 'cpu, cuda, cuda:1 … (default: a GPU if there is one)' },
    threads: { type: 'string', description: 'Threads of the engine (default: all cores)' },
    colour: { type: 'boolean', description: 'Decode images in colour rather than grey' },
    init: {
      type: 'string',
      description:
        'Weights to begin from: a run, a .safetensors, .pth or .pt file, or a name of "fovea models --weights"',
    },
    'leave-out': {
      type: 'string',
      valueHint: 'RUN…',
      description: 'Runs, or their split.csv, whose test patients are not learnt from',
    },
    out: { type: 'string', description: 'Folder of the run (default runs/<method>-<model>-<seed>)' },
    resume: { type: 'string', description: 'Go on with the run in this folder' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object at the end' },
  },
  lists: ['data', 'leave-out'],
  async run(args, _rest, lists) {
    const data = lists.data!;
    if ((data.length === 0) === (args.resume === undefined)) {
      throw new UsageError('give either --data, to begin a run, or --resume, to go on with one');
    }
    const { spawnTraining } = await import('../train/spawn.ts');
    const dir = args.resume ?? (await begin(args, data, lists['leave-out']!));
    const progress = openProgress(args.json === true);
    const outcome = await spawnTraining(dir, {
      pretrain: true,
      resume: args.resume !== undefined,
      onEvent: progress.show,
    });
    progress.end();
    summarise(dir, outcome, args.json === true);
  },
});

type Args = Readonly<Record<string, unknown>>;

async function begin(args: Args, data: readonly string[], leaveOut: readonly string[]): Promise<string> {
  const { beginPretrainRun, parsePretrainConfig } = await import('../train/pretrain/index.ts');
  const { version } = await import('./version.ts');
  const text = (name: string) => args[name] as string | undefined;
  const number = (name: string) => numberOf(name, text(name));
  const file = text('config');
  const base = file === undefined ? {} : readConfig(file);
  const flags = {
    method: text('method'),
    model: text('model'),
    imageSize: number('image-size'),
    epochs: number('epochs'),
    batchSize: number('batch-size'),
    lr: number('lr'),
    seed: number('seed'),
    precision: text('precision'),
    device: text('device'),
    threads: number('threads'),
    colour: args.colour,
    mae: partOf(base.mae, { maskRatio: number('mask-ratio') }),
    dino: partOf(base.dino, { outDim: number('out-dim'), localCrops: number('local-crops') }),
    clip: partOf(base.clip, {
      textColumn: text('text-column'),
      textModel: text('text-model'),
      textInit: text('text-init'),
    }),
  };
  if (flags.method === undefined && base.method === undefined) throw new UsageError('--method takes mae, dino or clip');
  const { knownWeights, fetchWeights, checkModel, modelOfRun } = await import('./init-weights.ts');
  const known = knownWeights(text('init'));
  const model = known?.model ?? modelOfRun(text('init'));
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const config = parsePretrainConfig({ ...(model ? { model } : {}), ...base, ...given }, file ?? 'options');
  const { modelInfo } = await import('../models/catalog/index.ts');
  modelInfo(config.model); // an unknown name is answered before any image is opened
  checkModel(known, config.model);
  const init = await fetchWeights(text('init'), known, args.json === true);
  const dir = text('out') ?? join('runs', [config.method, config.model, config.seed].join('-'));
  const begun = beginPretrainRun({ dir, data, leaveOut, init, config, skipBad: args['skip-bad'] === true, version });
  for (const warning of begun.warnings) console.error(`note: ${warning}`);
  return dir;
}

/** The options of a method with the flags on top; undefined where there are neither. */
function partOf(base: unknown, flags: Readonly<Record<string, unknown>>): object | undefined {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  if (base === undefined && given.length === 0) return undefined;
  return { ...(base as object | undefined), ...Object.fromEntries(given) };
}

function summarise(dir: string, outcome: 'done' | 'stopped', json: boolean): void {
  if (outcome === 'stopped') process.exitCode = 1; // not done: what a script would do next must wait
  const metrics = join(dir, 'metrics.json');
  const found = existsSync(metrics) ? JSON.parse(readFileSync(metrics, 'utf8')) : null;
  if (json) {
    console.log(JSON.stringify({ run: dir, outcome, ...found }));
  } else if (outcome === 'stopped') {
    console.error(`stopped and saved; go on with: fovea pretrain --resume ${dir}`);
  } else {
    console.log(`run          ${dir}, best epoch ${found.bestEpoch + 1}${describeHeldOut(found.heldOut)}`);
    const pictures = join(dir, 'reconstructions');
    if (existsSync(pictures)) console.log(`pictures     ${pictures}`);
    console.log(`go on from:  fovea train --init ${dir} --model ${found.model} --data …`);
  }
}
