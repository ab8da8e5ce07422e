import { extremes, type Heat, peakOf } from '../heat.ts';

/** A rectangle in pixels of the stored image. */
export interface Box {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Boxes as `Label:x,y,width,height;…`. @throws Error of one line for text that is none. */
export function parseBoxes(text: string, where: string): Box[] {
  return text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [label, numbers] = part.split(':');
      const values = (numbers ?? '').split(',').map(Number);
      if (values.length !== 4 || values.some((v) => !Number.isFinite(v)) || !(values[2]! > 0 && values[3]! > 0))
        throw new Error(`${where}: '${part}' is no box; write Label:x,y,width,height`);
      const [x, y, width, height] = values as [number, number, number, number];
      return { label: label!.trim(), x, y, width, height };
    });
}

/** Whether a map is highest inside one of the boxes of an image of this size. Zhang et al., "Top-down neural attention", ECCV 2016. */
export function pointsAt(
  heat: Heat,
  boxes: readonly Box[],
  { height, width }: { height: number; width: number },
): boolean {
  const [low, high] = extremes(heat.values);
  if (low === high) return false; // a blank map points nowhere
  const { x, y } = peakOf(heat, height, width);
  return boxes.some((box) => inside(box, x, y));
}

/** Share of the image that the boxes cover: how often a pixel drawn at random would hit. */
export function coveredShare(boxes: readonly Box[], { height, width }: { height: number; width: number }): number {
  let covered = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) covered += Number(boxes.some((box) => inside(box, x + 0.5, y + 0.5)));
  }
  return covered / (height * width);
}

const inside = ({ x, y, width, height }: Box, px: number, py: number): boolean =>
  px >= x && px <= x + width && py >= y && py <= y + height;
