import { eye, grad, scope, type Tensor } from '../../torch/index.ts';

/**
 * How much each input token speaks for the score through each output token: attention weights [N, H, L, L] of every layer times the
 * score's gradient by them, what is below 0 left out, mean over heads, added up along the residual stream; [N, L, L]. Unlike a rollout it
 * is of one class. Chefer, Gur & Wolf, "Generic attention-model explainability", ICCV 2021, equations 5 and 6.
 */
export function attentionRelevance(layers: readonly Tensor[], score: Tensor): Tensor {
  if (layers.length === 0) throw new RangeError('relevance needs the weights of at least one layer');
  return scope(() => {
    const gradients = grad([score], layers);
    const steps = layers.map((weights, i) => {
      if (weights.ndim !== 4)
        throw new RangeError(`relevance needs weights [N, H, L, L] over all tokens, not ${weights}`);
      const gradient = gradients[i];
      if (!gradient) throw new RangeError(`the score does not depend on layer ${i}`);
      return weights.detach().mul(gradient).relu().mean({ dim: 1 });
    });
    const [first] = layers;
    const start = eye(first!.size(-1), { dtype: first!.dtype, device: first!.device });
    return steps.reduce((relevance, step) => relevance.add(step.matmul(relevance)), start);
  });
}
