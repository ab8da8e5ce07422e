import { addLora, depthGroups, type TrainableModel } from '../models/index.ts';
import type { AnyModule } from '../nn/index.ts';

const RANK = 8;

/**
 * Freezes what a way of fine-tuning does not teach; see `tune` of the configuration. Adapters are put in where it asks for them. Of a model around an
 * encoder all but the encoder counts as head: no weights that it could begin from know it.
 */
export function applyTuning(model: TrainableModel, tune: string): void {
  if (tune === 'full') return;
  const [way, count] = tune.split(':') as [string, string | undefined];
  const groups = depthGroups(model);
  const learnt = [...model.namedParameters()].filter(([, parameter]) => parameter.requiresGrad);
  model.freeze();
  const { encoder } = model.weightLayout;
  const outside =
    encoder === undefined ? [] : learnt.map(([name]) => name).filter((name) => !name.startsWith(`${encoder.path}.`));
  const taught = new Set([...groups.at(-1)!.parameters, ...outside]);
  if (way === 'last') {
    const blocks = groups.filter(({ parameters }) => !parameters.every((name) => taught.has(name)));
    if (Number(count) > blocks.length)
      throw new Error(`tune: last:${count}, but the model has ${blocks.length} blocks before its classifier; use full`);
    for (const { parameters } of blocks.slice(-Number(count))) for (const name of parameters) taught.add(name);
  }
  for (const [name, parameter] of learnt) if (taught.has(name)) parameter.requiresGrad = true;
  if (way === 'lora' && addLora(model, Number(count ?? RANK)) === 0) {
    throw new Error('tune: lora adapts attention, and this model has none; use head or last:N');
  }
}

/** Training mode, but for frozen parts: their batch statistics stay and their dropout rests. */
export function trainUnfrozen(model: AnyModule): void {
  const visit = (module: AnyModule) => {
    const parameters = module.parameters();
    if (parameters.length > 0 && parameters.every((p) => !p.requiresGrad)) module.eval();
    else for (const [, child] of module.namedChildren()) visit(child);
  };
  model.train();
  visit(model);
}
