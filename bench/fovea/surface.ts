/** HD95, ASSD and NSD of a pair of masks of 1024 × 1024: two lungs, or the two ellipses of a large pneumothorax, and the same moved. */
import {
  averageSurfaceDistance,
  hausdorff,
  normalisedSurfaceDistance,
  surfaceDistances,
} from '../../src/metrics/index.ts';
import { serve } from './serve.ts';

const [what] = process.argv.slice(2);
const side = 1024;
const [rx, ry] = what === 'lungs' ? [200, 400] : [90, 125];
const ellipses = (dx: number, dy: number) => {
  const inside = (x: number, y: number, cx: number) => ((x - cx - dx) / rx!) ** 2 + ((y - 500 - dy) / ry!) ** 2 < 1;
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    return Number(inside(x, y, 260) || inside(x, y, 760));
  });
  return { shape: [side, side], data };
};
const [reference, predicted] = [ellipses(0, 0), ellipses(9, -7)];

function body(count: number): void {
  for (let i = 0; i < count; i++) {
    const distances = surfaceDistances(reference, predicted, { spacing: [0.143, 0.143] });
    hausdorff(distances);
    averageSurfaceDistance(distances);
    normalisedSurfaceDistance(distances, { tolerance: 2, policy: 'punish' });
  }
}

body(10);
await serve({}, body);
