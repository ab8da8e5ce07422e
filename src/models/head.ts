import type { Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';

/** A head of several layers, or with `preLogits` all of them but the last. */
export function throughHead(head: Sequential, x: Tensor, options: { preLogits?: boolean }): Tensor {
  if (!options.preLogits) return head.call(x);
  return Object.values(head.children)
    .slice(0, -1)
    .reduce((y, layer) => layer.call(y), x);
}

/** For `sizeProblem`: images of at least `least` pixels in both directions. */
export function atLeast(least: number, height: number, width: number): string | null {
  return Math.min(height, width) < least ? `at least ${least} × ${least} pixels` : null;
}

/** For `sizeProblem` of networks that flatten the image: only the size that they were built for. */
export function exactly(side: number, height: number, width: number): string | null {
  return height === side && width === side ? null : `${side} × ${side} pixels (its imageSize)`;
}
