import { availableParallelism, totalmem } from 'node:os';
import {
  type MaskFingerprint,
  type MaskOptions,
  maskFingerprint,
  openMaskedDataset,
  type Spread,
} from '../data/index.ts';
import { writeFileAtomic } from '../formats/index.ts';
import { engineInfo } from '../torch/index.ts';
import { type Machine, parseTrainConfig, planSegmentation, type SegmentationPlan } from '../train/index.ts';
import { table, wrap } from './table.ts';

export interface PlanArgs {
  readonly data: string;
  readonly masks: MaskOptions;
  readonly label?: string | undefined;
  readonly out: string;
  readonly hours: number;
  readonly skipBad: boolean;
  readonly json: boolean;
}

export async function runSegmentPlan(args: PlanArgs): Promise<void> {
  const { data, masks, label, out, hours, skipBad, json } = args;
  const dataset = openMaskedDataset(data, { masks, skipBad, ...(label ? { label } : {}) });
  const fingerprint = await maskFingerprint(dataset);
  const plan = planSegmentation(fingerprint, machineHere(), { hours });
  parseTrainConfig(plan.train, out); // what is proposed is what `--config` takes
  writeFileAtomic(out, `${JSON.stringify(plan.train, null, 2)}\n`);
  for (const reason of dataset.skipped) console.error(`left out: ${reason}`);
  if (json) console.log(JSON.stringify({ plan: out, ...plan, fingerprint }));
  else console.log(renderPlan({ out, data, plan, fingerprint, command: trainingOf(args) }));
}

/** A third of the machine's memory, since others work on it too; of a GPU, whose size libtorch does not tell here, 8 GB. */
function machineHere(): Machine {
  const gpu = engineInfo().cudaDevices > 0;
  return { gpu, memory: gpu ? 8 * 2 ** 30 : totalmem() / 3, cores: availableParallelism() };
}

/** The command that trains by the plan, with the masks where these are. */
function trainingOf({ data, out, masks, label, skipBad }: PlanArgs): string {
  const layers = masks.layers?.map(({ name, path }) => `${name}=${path}`).join(',') ?? '';
  const where = layers === '' ? masks.path : layers;
  return [
    `fovea segment --data ${data} --config ${out}`,
    ...(where === null ? [] : [`--masks ${where}`]),
    ...(masks.classes.length === 0 ? [] : [`--mask-classes ${masks.classes.join(',')}`]),
    ...(masks.rleSize === null ? [] : [`--rle-size ${masks.rleSize}`]),
    ...(label === undefined ? [] : [`--label ${label}`]),
    ...(skipBad ? ['--skip-bad'] : []),
  ].join(' ');
}

interface Rendered {
  readonly out: string;
  readonly data: string;
  readonly plan: SegmentationPlan;
  readonly fingerprint: MaskFingerprint;
  /** That trains it. */
  readonly command: string;
}

function renderPlan({ out, data, plan, fingerprint, command }: Rendered): string {
  const { images, patients, width, height, read, positives, regions, overlapping } = fingerprint;
  const pixels = ({ low, median, high }: Spread) =>
    low === high ? String(median) : `${low} to ${high}, middle ${median}`;
  const share = (spread: Spread | null) =>
    spread === null
      ? '-'
      : [spread.low, spread.median, spread.high].map((v) => Number((100 * v).toPrecision(2))).join(' / ');
  const who = patients === null ? 'patients unknown' : `${patients} patients`;
  const seen = table([
    [
      overlapping ? 'region (may overlap)' : 'region',
      `images with it, of ${read}`,
      'area, % of image: 5th / 50th / 95th',
      'parts',
      'across, % of side',
    ],
    ...regions.map((r) => [r.name, String(r.positives), share(r.area), r.parts.toFixed(1), share(r.size)]),
  ]);
  const why = plan.reasons.map(({ what, why }) => wrap(`${what}: ${why}`)).join('\n');
  const { hours, gigabytes } = plan.estimate;
  return [
    `${data}: ${images} images of ${pixels(width)} × ${pixels(height)} px, ${who}; ${positives} of ${read} masks have a region`,
    seen,
    why,
    `about ${hours < 1 ? `${Math.max(1, Math.round(60 * hours))} min` : `${hours.toFixed(1)} h`} of training and ${gigabytes.toFixed(1)} GB; rough figures`,
    `${out}: edit it, then: ${command}`,
  ].join('\n\n');
}
