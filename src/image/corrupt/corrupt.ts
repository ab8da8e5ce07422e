import { random } from '../../stats/random.ts';
import type { Image } from '../decode.ts';
import { CORRUPTIONS, type Corruption, type CorruptionName, type SeverityTable } from './registry.ts';

export interface CorruptOptions {
  readonly name: CorruptionName;
  /** 1 (slight) … 5. */
  readonly severity: number;
  readonly table?: SeverityTable;
  readonly seed: number;
  /** Of the image in its data set: with the seed it decides the noise, whatever was drawn before. */
  readonly index: number;
}

/** An 8-bit image as it would look after a corruption; the same noise pattern at every severity, only stronger. */
export async function corruptImage(image: Image, options: CorruptOptions): Promise<Image> {
  const { name, severity, table = 'chestmnist', seed, index } = options;
  const corruption: Corruption | undefined = CORRUPTIONS[name];
  if (!corruption) throw new RangeError(`no corruption '${name}'; there are ${Object.keys(CORRUPTIONS).join(', ')}`);
  const level = corruption.levels[table][severity - 1];
  if (level === undefined) throw new RangeError(`severity ${severity}: must be 1, 2, 3, 4 or 5`);
  return corruption.apply(image, level, random(seed, 'corrupt', name, index));
}
