import { type AnyModule, type Module, Sequential } from '../nn/index.ts';
import { checkpoint, type Tensor } from '../torch/index.ts';

/** `module.call(x)`, of which in training only `x` is kept: the rest is computed again in the backward pass. */
export function callCheckpointed(module: Module, x: Tensor): Tensor {
  return module.training ? checkpoint((input) => module.call(input!), [x], module.parameters()) : module.call(x);
}

/** Blocks one after the other, each with only its input kept for the backward pass. */
class CheckpointedSequential extends Sequential {
  override forward(input: Tensor): Tensor {
    let x = input;
    for (const [, child] of this.namedChildren() as Iterable<[string, AnyModule & Module]>) {
      const y = callCheckpointed(child, x);
      if (x !== y && x !== input && !x.kept) x.dispose(); // the graph holds what it needs
      x = y;
    }
    return x;
  }
}

/** The blocks of a stage, checkpointed or not; the paths of the modules are the same. */
export function stageOf(blocks: readonly Module[], gradientCheckpointing = false): Sequential {
  return gradientCheckpointing ? new CheckpointedSequential(blocks) : new Sequential(blocks);
}
