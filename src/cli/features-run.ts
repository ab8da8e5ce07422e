import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Sample, SPLITS } from '../data/index.ts';
import { principalComponents, umap } from '../explain/index.ts';
import { type CsvCell, writeCsv, writeFileAtomic, writeNpy } from '../formats/index.ts';
import { type FeatureMap, renderFeatureMap } from '../report/index.ts';
import { type Matrix, rowOf } from '../stats/index.ts';
import { cacheImages, extractFeatures } from '../train/index.ts';
import { oneOf } from './command.ts';
import { type FrozenArgs, frozenData, frozenModel } from './frozen-model.ts';
import { imageProgress } from './image-progress.ts';
import { countOf } from './study-options.ts';
import { version } from './version.ts';

export interface FeaturesArgs extends FrozenArgs {
  readonly split?: string | undefined;
  readonly map?: string | undefined;
  readonly seed?: string | undefined;
  readonly out: string;
}

const NEIGHBOURS = 15;
/** Fewer images make no map. */
const LEAST = 4;
/** A CSV of more numbers is no table that anyone opens; the .npy has them all. */
const MOST_CELLS = 2e7;

/** `fovea features`. */
export async function runFeatures(args: FeaturesArgs, rest: readonly string[]): Promise<void> {
  const { out } = args;
  const split = oneOf('split', args.split, SPLITS);
  const wanted = oneOf('map', args.map, ['pca,umap', 'umap,pca', 'pca', 'umap', 'none']) ?? 'pca,umap';
  const seed = countOf('seed', args.seed, 0) ?? 0;
  const frozen = await frozenModel(args);
  const dataset = frozenData(frozen, args, rest);
  const own = dataset.samples.filter((s) => split === undefined || s.split === split);
  if (own.length === 0)
    throw new Error(`${args.data ?? dataset.name}: has no ${split} images; leave --split out to take all`);
  using open = frozen.open();
  using data = await cacheImages(own, { config: open.config, skipBad: args['skip-bad'] === true });
  const left = [...dataset.skipped, ...data.cache.skipped.map(({ reason }) => reason)];
  for (const reason of left) console.error(`left out: ${reason}`);
  const indices = data.indices();
  const samples = indices.map((i) => data.samples[i]!);
  const features = await extractFeatures(open, {
    source: data.cache,
    indices,
    onProgress: imageProgress(args.json === true),
  });

  mkdirSync(out, { recursive: true });
  const files = [join(out, 'features.npy'), ...writeTable(out, features, samples, dataset.classes)];
  const { rows, columns } = features;
  const bytes = new Uint8Array(features.data.buffer);
  writeNpy(files[0]!, { dtype: 'f32', shape: [rows, columns], data: bytes });
  if (wanted !== 'none' && rows >= LEAST) {
    const title = `Features of ${frozen.name} on ${dataset.name}${split ? `, ${split}` : ''}`;
    const about = { title, source: `${frozen.source}, ${dataset.name}`, fovea: version, classes: dataset.classes };
    const map = mapOf(features, samples, { ...about, umap: wanted.includes('umap'), seed });
    files.push(...writeMap(out, map, samples));
  }
  if (args.json) console.log(JSON.stringify({ out, files, n: rows, features: columns, skipped: left }));
  else console.log([`${rows} images, ${columns} features each`, ...files].join('\n'));
}

/** What the data says of an image: the head of every table here. */
const known = ({ imagePath, label, patientId, split }: Sample, classes: readonly string[]) => ({
  image_path: imagePath,
  label: label < 0 ? '' : classes[label]!,
  patient_id: patientId ?? '',
  split: split ?? '',
});

function writeTable(out: string, features: Matrix, samples: readonly Sample[], classes: readonly string[]): string[] {
  const { rows, columns } = features;
  const path = join(out, 'features.csv');
  if (rows * columns > MOST_CELLS) {
    console.error(`note: ${path} would hold ${rows} × ${columns} numbers and is not written; read features.npy`);
    return [];
  }
  const names = Array.from({ length: columns }, (_, k) => `f${k}`);
  const records = samples.map((sample, i) => {
    const row = rowOf(features, i);
    // nine digits give every f32 back
    const cells = names.map((name, k): [string, CsvCell] => [name, Number(row[k]!.toPrecision(9))]);
    return { ...known(sample, classes), ...Object.fromEntries(cells) };
  });
  writeCsv(path, ['image_path', 'label', 'patient_id', 'split', ...names], records);
  return [path];
}

type About = Pick<FeatureMap, 'title' | 'source' | 'fovea' | 'classes'> & {
  readonly umap: boolean;
  readonly seed: number;
};

function mapOf(features: Matrix, samples: readonly Sample[], { umap: also, seed, ...about }: About): FeatureMap {
  const { scores, explained } = principalComponents(features);
  const points = (flat: Float64Array) => samples.map((_, i) => [flat[2 * i]!, flat[2 * i + 1]!] as const);
  const neighbours = Math.min(NEIGHBOURS, samples.length - 1);
  return {
    ...about,
    features: features.columns,
    labels: samples.map((s) => s.label),
    pca: { points: points(scores), explained },
    umap: also ? { points: points(umap(features, { seed, neighbours })), neighbours, seed } : null,
  };
}

function writeMap(out: string, map: FeatureMap, samples: readonly Sample[]): string[] {
  const [csv, page] = [join(out, 'map.csv'), join(out, 'map.html')];
  const { pca, umap: placed, classes } = map;
  const records = samples.map((sample, i) => {
    const [pca1, pca2] = pca.points[i]!;
    const flat = placed ? { umap_1: placed.points[i]![0], umap_2: placed.points[i]![1] } : {};
    return { ...known(sample, classes), pca_1: pca1, pca_2: pca2, ...flat };
  });
  writeCsv(csv, Object.keys(records[0]!), records);
  writeFileAtomic(page, renderFeatureMap(map));
  return [csv, page];
}
