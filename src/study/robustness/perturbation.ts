import { type ImageSource, toPlanes } from '../../data/index.ts';
import {
  CORRUPTION_NAMES,
  type CorruptionName,
  corruptImage,
  type Image,
  lowerResolution,
  SEVERITIES,
  type SeverityTable,
  shiftImage,
} from '../../image/index.ts';
import { random } from '../../stats/index.ts';

/** One way to change every image of a test set. */
export type Perturbation =
  | { readonly kind: 'corruption'; readonly name: CorruptionName; readonly severity: number }
  | { readonly kind: 'resolution'; readonly share: number }
  | { readonly kind: 'shift'; readonly pixels: number };

export const RESOLUTIONS = [1 / 2, 1 / 4] as const;
/** Pixels at the model's own input size. */
export const SHIFTS = [1, 2, 4, 8, 16] as const;

/** All that a model is put through; the shifts of a ViT include parts of its patch and one whole patch. */
export function perturbations(patchSize: number | null): Perturbation[] {
  const parts = patchSize === null ? [] : [patchSize / 4, patchSize / 2, patchSize].filter((p) => Number.isInteger(p));
  return [
    ...CORRUPTION_NAMES.flatMap((name) =>
      SEVERITIES.map((severity) => ({ kind: 'corruption', name, severity }) as const),
    ),
    ...RESOLUTIONS.map((share) => ({ kind: 'resolution', share }) as const),
    ...shiftsFor(parts).map((pixels) => ({ kind: 'shift', pixels }) as const),
  ];
}

const shiftsFor = (parts: readonly number[]) => [...new Set([...SHIFTS, ...parts])].sort((a, b) => a - b);

export function keyOf(p: Perturbation): string {
  if (p.kind === 'corruption') return `${p.name}/${p.severity}`;
  return p.kind === 'resolution' ? `resolution/${p.share}` : `shift/${p.pixels}`;
}

export interface PerturbOptions {
  readonly table: SeverityTable;
  readonly seed: number;
}

/** A source whose images are perturbed as they are read: u8 planes [N, C, H, W] in and out. */
export function perturbedSource(source: ImageSource, what: Perturbation, options: PerturbOptions): ImageSource {
  const { channels, size } = source;
  const bytes = channels * size * size;
  return {
    ...{ count: source.count, channels, size },
    async read(indices, out) {
      await source.read(indices, out);
      for (const [i, index] of indices.entries()) {
        const planes = out.subarray(i * bytes, (i + 1) * bytes);
        const image = { width: size, height: size, channels: channels as 1 | 3, data: interleaved(planes, channels) };
        planes.set(toPlanes((await perturb(image, what, { ...options, index })).data, channels));
      }
    },
  };
}

function perturb(
  image: Image,
  what: Perturbation,
  options: PerturbOptions & { index: number },
): Image | Promise<Image> {
  if (what.kind === 'corruption') return corruptImage(image, { ...options, name: what.name, severity: what.severity });
  if (what.kind === 'resolution') return lowerResolution(image, what.share);
  // each image in a direction of its own, the same at every distance
  const [x, y] = DIRECTIONS[random(options.seed, 'shift', options.index).int(DIRECTIONS.length)]!;
  return shiftImage(image, { x: x * what.pixels, y: y * what.pixels });
}

const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

function interleaved(planes: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return planes.slice();
  const n = planes.length / channels;
  const data = new Uint8Array(planes.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < n; i++) data[i * channels + c] = planes[c * n + i]!;
  return data;
}
