import { Identity, type Module, type Sequential } from '../../nn/index.ts';

/** Puts an `Identity` in the place of each of the blocks at `path`. */
export function dropBlocks(model: Module<never, unknown>, path: string): void {
  const blocks = model.module(path) as unknown as Sequential;
  for (const [name] of blocks.namedChildren()) model.replaceModule(`${path}.${name}`, new Identity()).dispose();
}
