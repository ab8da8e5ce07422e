import type { TrainableModel } from './dense.ts';

/** Parameters at one depth of a network. */
export interface DepthGroup {
  /** Path of the block, or `stem` for what comes before the first. */
  readonly name: string;
  /** Paths of its parameters. */
  readonly parameters: readonly string[];
}

/**
 * The parameters in the order in which an image meets them: the stem, each block, and last the classifier. A block is what carries a number
 * in its path: `blocks.3`, `layer1.0`, `features.denseblock2.denselayer5`. Norms outside of blocks go with what they follow.
 */
export function depthGroups(model: TrainableModel): DepthGroup[] {
  const { classifier, otherHeads = [] } = model.weightLayout;
  const heads = [classifier, ...otherHeads];
  const groups: { name: string; parameters: string[] }[] = [];
  const byName = new Map<string, string[]>();
  const head: string[] = [];
  for (const [name, parameter] of model.namedParameters()) {
    if (heads.some((path) => name.startsWith(`${path}.`))) {
      head.push(name);
      continue;
    }
    const block = blockOf(name) ?? (groups.length > 0 && groups.at(-1)!.name !== 'stem' ? null : 'stem');
    const key = block ?? name.slice(0, name.lastIndexOf('.'));
    const known = byName.get(key);
    if (known !== undefined) known.push(name);
    else if (parameter.ndim <= 1 && groups.length > 0) groups.at(-1)!.parameters.push(name);
    else {
      const parameters = [name];
      byName.set(key, parameters);
      groups.push({ name: key, parameters });
    }
  }
  return [...groups, { name: classifier, parameters: head }];
}

/** The path as far as its numbers go on: `stages.0.blocks.1` of `stages.0.blocks.1.conv_dw.weight`. */
function blockOf(parameter: string): string | null {
  const path = parameter.split('.').slice(0, -1);
  const numbered = (segment: string | undefined) => segment !== undefined && /\d$/.test(segment);
  let end = path.findIndex(numbered) + 1;
  if (end === 0) return null;
  while (end < path.length) {
    if (numbered(path[end]) && end < path.length - 1) end += 1;
    else if (path[end] === 'blocks' && numbered(path[end + 1])) end += 2;
    else break;
  }
  return path.slice(0, end).join('.');
}

/** Factor of the learning rate by parameter path: 1 for the classifier, × `decay` for each group before it (BEiT, Bao et al., ICLR 2022). */
export function layerDecayScales(model: TrainableModel, decay: number): Map<string, number> {
  const groups = depthGroups(model);
  return new Map(
    groups.flatMap(({ parameters }, i) => parameters.map((name) => [name, decay ** (groups.length - 1 - i)])),
  );
}
