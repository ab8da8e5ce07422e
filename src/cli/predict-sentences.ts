import { existsSync, statSync } from 'node:fs';
import { type Dataset, isDatasetFile, openImages, openUnlabelled, SPLITS } from '../data/index.ts';
import { cacheImages, writePredictions } from '../train/index.ts';
import { openClip, openPretrainRun, predictBySentences, type Sentences } from '../train/pretrain/index.ts';
import { oneOf, UsageError } from './command.ts';
import type { PredictArgs } from './predict-run.ts';

/** `fovea predict RUN --present … --absent …`: a finding told by sentences, with a run that learnt from images and reports. */
export async function runPredictSentences(
  args: PredictArgs,
  rest: readonly string[],
  sentences: Sentences,
): Promise<void> {
  if (sentences.present.length === 0 || sentences.absent.length === 0)
    throw new UsageError('--present and --absent go together: a sentence each, or several');
  const skipBad = args['skip-bad'] === true;
  const run = openPretrainRun(args.run);
  const dataset = imagesOf([args.data, ...rest], args.split, skipBad);
  using clip = openClip(run, args.device ? { device: args.device } : {});
  using data = await cacheImages(dataset.samples, { config: clip.config, skipBad });
  const leftOut = [...dataset.skipped, ...data.cache.skipped.map(({ reason }) => reason)];
  for (const reason of leftOut) console.error(`left out: ${reason}`);
  const indices = data.indices();
  if (indices.length === 0) throw new Error(`${dataset.name}: none of its images can be read`);
  writePredictions(args.out, {
    samples: indices.map((i) => data.samples[i]!),
    classes: ['absent', 'present'],
    probabilities: await predictBySentences(clip, sentences, { source: data.cache, indices }),
    threshold: null,
    extended: args.columns === true,
  });
  if (args.json)
    console.log(JSON.stringify({ predictions: args.out, n: indices.length, threshold: null, skipped: leftOut }));
  else console.log(`${args.out}: ${indices.length} images, by sentences; no threshold was chosen, Label is at 0.5`);
}

/** A data set of any layout, whose labels are not read, or images. */
function imagesOf(paths: readonly [string, ...string[]], name: string | undefined, skipBad: boolean): Dataset {
  const split = oneOf('split', name, SPLITS);
  const [first] = paths;
  if (!existsSync(first)) throw new Error(`${first}: no such file or folder`);
  const isSet = paths.length === 1 && (statSync(first).isDirectory() || isDatasetFile(first));
  const dataset = isSet ? openUnlabelled(paths, { skipBad }) : openImages(paths);
  if (split === undefined) return dataset;
  const samples = dataset.samples.filter((sample) => sample.split === split);
  if (samples.length === 0) throw new Error(`${first}: has no ${split} images; leave --split out to take all`);
  return { ...dataset, samples };
}
