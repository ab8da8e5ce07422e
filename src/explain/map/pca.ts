import type { Matrix } from '../../stats/index.ts';
import { callByName, scope, type Tensor, tensor } from '../../torch/index.ts';

export interface PrincipalComponents {
  /** Row by row, [rows × components]. */
  readonly scores: Float64Array;
  /** Share of the variance that each component explains. */
  readonly explained: readonly number[];
}

/**
 * The first principal components of centred features. The sign of a component is free: its largest loading is made positive, so that
 * a picture is the same on every machine.
 */
export function principalComponents({ rows, columns, data }: Matrix, components = 2): PrincipalComponents {
  const count = Math.min(components, rows, columns);
  return scope(() => {
    const all = tensor(data, { shape: [rows, columns], dtype: 'f64' });
    const centred = all.sub(all.mean({ dim: [0], keepdim: true }));
    const [, sizes, loadings] = callByName('aten::linalg_svd', '', [centred, false]) as Tensor[];
    const first = loadings!.narrow(0, 0, count);
    const largest = first.gather(1, first.abs().argmax({ dim: 1, keepdim: true }));
    const scores = centred.matmul(first.mul(largest.sign()).t());
    const variance = sizes!.square();
    const share = variance.div(variance.sum().clampMin(Number.MIN_VALUE));
    return { scores: scores.toArray(), explained: [...share.narrow(0, 0, count).toArray()] };
  });
}
