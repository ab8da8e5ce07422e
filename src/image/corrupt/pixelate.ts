import type { Image } from '../decode.ts';
import { scaleOf } from './image.ts';

/** Shrunk to `share` of each side and enlarged again, by boxes as in PIL; larger images than 224 pixels to fewer boxes still. */
export function pixelate(image: Image, share: number): Image {
  const { width, height, channels } = image;
  const factor = share / scaleOf(image);
  const boxes = (side: number) => Math.max(1, Math.floor(side * factor));
  const across = spread(width, boxes(width));
  const down = spread(height, boxes(height));
  const rows = new Uint8Array(image.data.length);
  average(image.data, rows, {
    spread: across,
    stride: channels,
    lines: channels,
    repeat: height,
    step: width * channels,
  });
  const data = new Uint8Array(image.data.length);
  average(rows, data, { spread: down, stride: width * channels, lines: width * channels, repeat: 1, step: 0 });
  return { ...image, data };
}

/** For each sample of a side, the samples that its box averages: from `first` up to `end`. */
function spread(side: number, boxes: number): { first: Uint32Array; end: Uint32Array } {
  const size = side / boxes;
  const box = Uint32Array.from({ length: side }, (_, i) => Math.min(boxes - 1, Math.floor((i + 0.5) / size)));
  return {
    first: box.map((b) => Math.floor(b * size + 0.5)),
    end: box.map((b) => Math.floor((b + 1) * size + 0.5)),
  };
}

interface Axis {
  readonly spread: ReturnType<typeof spread>;
  readonly stride: number;
  readonly lines: number;
  readonly repeat: number;
  readonly step: number;
}

function average(from: Uint8Array, to: Uint8Array, { spread, stride, lines, repeat, step }: Axis): void {
  const { first, end } = spread;
  for (let r = 0; r < repeat; r++)
    for (let line = 0; line < lines; line++) {
      const at = r * step + line;
      let mean = 0;
      for (let i = 0; i < first.length; i++) {
        if (i === 0 || first[i] !== first[i - 1]) {
          let sum = 0;
          for (let k = first[i]!; k < end[i]!; k++) sum += from[at + k * stride]!;
          mean = Math.floor(sum / (end[i]! - first[i]!) + 0.5);
        }
        to[at + i * stride] = mean;
      }
    }
}
