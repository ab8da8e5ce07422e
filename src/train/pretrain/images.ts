import { createHash } from 'node:crypto';
import { type Dataset, openUnlabelled, type SplitRecord } from '../../data/index.ts';
import type { PretrainConfig } from './config.ts';
import { methodOf, type TextReading } from './method.ts';

/** The images to pre-train on: of a method that reads texts, those that have one, and the texts are part of the hash. */
export function openPretrainImages(
  paths: readonly string[],
  { skipBad, config }: { skipBad: boolean; config: PretrainConfig },
): Dataset {
  const dataset = openUnlabelled(paths, { skipBad });
  const { texts } = methodOf(config);
  if (texts === undefined) return dataset;
  const samples = dataset.samples.filter((sample) => texts.textOf(sample, config) !== '');
  if (samples.length === 0) throw new Error(`${dataset.name}: ${noTexts(dataset, config)}`);
  const hash = createHash('sha256').update(dataset.hash);
  for (const sample of samples) hash.update(JSON.stringify(texts.textOf(sample, config)));
  const without = dataset.samples.length - samples.length;
  const warnings =
    without === 0 ? [] : [`${without} of ${dataset.samples.length} images are left out: nothing is written of them`];
  return { ...dataset, samples, hash: hash.digest('hex'), warnings: [...dataset.warnings, ...warnings] };
}

function noTexts({ samples }: Dataset, { method, clip }: PretrainConfig): string {
  const columns = [...new Set(samples.flatMap(({ attributes }) => Object.keys(attributes)))];
  const known = columns.length === 0 ? 'its table has no further columns' : `there are ${columns.join(', ')}`;
  return `${method} learns from texts, and no image has one in a column "${clip.textColumn}"; name theirs by --text-column (${known})`;
}

/** Texts of the images to learn from. */
export function trainingTexts(
  { samples }: Dataset,
  split: SplitRecord,
  texts: TextReading,
  config: PretrainConfig,
): string[] {
  const learnt = new Set(split.assignments.flatMap((a) => (a.split === 'train' ? [a.imagePath] : [])));
  return samples.filter(({ imagePath }) => learnt.has(imagePath)).map((sample) => texts.textOf(sample, config));
}
