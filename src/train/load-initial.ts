import { readWeights } from '../formats/index.ts';
import { loadWeights, type WeightsTarget } from '../models/index.ts';
import type { Event } from './events.ts';

/** Loads the weights that a run begins from, and says what became of each. @throws Error of one line that names the file. */
export function loadInitialWeights(model: WeightsTarget, file: string, name: string | null): Event {
  const { tensors } = readWeights(file);
  try {
    const { matched, adapted, missing, unexpected, reasons } = loadWeights(model, tensors);
    const why = Object.fromEntries(reasons);
    return { event: 'weights', file, name, matched: matched.length, adapted, missing, unexpected, reasons: why };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
