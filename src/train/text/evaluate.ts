import type { Gpt } from '../../models/index.ts';
import { crossEntropy } from '../../nn/index.ts';
import { type Estimate, meanInterval } from '../../stats/index.ts';
import { type CausalBatch, causalWindows } from '../../text/index.ts';
import { inferenceMode, scope, type Tensor, tensor } from '../../torch/index.ts';

/** Mean loss of a batch; with `perWindow`, of each window [count]. */
export function causalLoss(model: Gpt, batch: CausalBatch, perWindow = false): Tensor {
  const { count, length } = batch;
  const device = model.transformer.wte.weight.device;
  const place = (ids: Int32Array) => tensor(ids, { shape: [count, length], dtype: 'i64', device });
  const logits = model.call(place(batch.tokens));
  const flat = logits.reshape([count * length, logits.size(2)]);
  const target = place(batch.targets).flatten();
  if (!perWindow) return crossEntropy(flat, target);
  return crossEntropy(flat, target, { reduction: 'none' }).reshape([count, length]).mean({ dim: 1 });
}

/**
 * Loss of every token of a text (nats), in windows that do not overlap; the interval is Student's over the windows, `n` counts
 * tokens. A token early in a window is guessed from few before it, so this is an upper bound of what the model can.
 */
export function evaluateText(model: Gpt, text: Int32Array, baseline: number): Estimate {
  const length = model.config.contextLength;
  const { training } = model;
  model.eval();
  const losses: number[] = [];
  try {
    for (const batch of causalWindows(text, { count: 64, length })) {
      losses.push(...inferenceMode(() => scope(() => causalLoss(model, batch, true).toFloat32())));
    }
  } finally {
    model.train(training);
  }
  const { value, low, high } = meanInterval(losses);
  const method = `Student's t over ${losses.length} windows of ${length} tokens`;
  return { value, low, high, method, n: losses.length * length, baseline };
}
