import type { AnyModule, Module } from '../nn/index.ts';
import { enableGrad, scope, stack, type Tensor } from '../torch/index.ts';

/** A module's output in one forward pass. */
export interface Tapped {
  readonly path: string;
  readonly output: Tensor;
}

/**
 * Runs `model` on images [N, C, H, W] in evaluation mode, with gradients, and hands `read` the logits and what the modules at `paths` gave,
 * in the order in which they ran. A graph is recorded even where every parameter is frozen. The model is left as it was; what `read`
 * returns is the caller's, all else is freed.
 */
export function withTaps<T>(
  model: Module,
  images: Tensor,
  paths: readonly string[],
  read: (logits: Tensor, seen: readonly Tapped[]) => T,
): T {
  const { training } = model;
  const seen: Tapped[] = [];
  const wanted = new Set(paths);
  const untap: (() => void)[] = [];
  try {
    for (const [path, module] of model.namedModules()) {
      if (!wanted.delete(path)) continue;
      const tap = (output: unknown) => void seen.push({ path, output: (output as Tensor).keep() });
      untap.push((module as AnyModule).onForward(tap as never));
    }
    for (const path of wanted) throw new RangeError(`no module "${path}" in ${model.constructor.name}`);
    model.eval();
    return enableGrad(() =>
      scope(() => {
        const input = images.detach().clone();
        input.requiresGrad = true;
        return read(model.call(input), seen);
      }),
    );
  } finally {
    for (const stop of untap) stop();
    for (const { output } of seen) output.dispose();
    model.train(training);
  }
}

/**
 * What is explained of logits [N, K], one number for each image: of two classes the log-odds of `target`, since adding a constant to both
 * logits changes nothing; of more the logit of `target`, as published. `target`: a class, or one for each image.
 */
export function classScore(logits: Tensor, target: number | readonly number[]): Tensor {
  const [n, k] = logits.shape as [number, number];
  const targets = typeof target === 'number' ? Array.from({ length: n }, () => target) : target;
  if (targets.length !== n) throw new RangeError(`${targets.length} targets for ${n} images`);
  const wrong = targets.find((c) => !(Number.isInteger(c) && c >= 0 && c < k));
  if (wrong !== undefined) throw new RangeError(`class ${wrong} is none of the ${k} classes`);
  const own = targets.map((c, i) => {
    const logit = logits.select(0, i).select(0, c);
    return k === 2 ? logit.sub(logits.select(0, i).select(0, 1 - c)) : logit;
  });
  return stack(own);
}
