import { DENSE_CATALOG, denseModelInfo, modelInfo } from '../models/catalog/index.ts';
import type { AccuracyCostFront, Cost } from './comparison.ts';
import { doneEvent, eventsOf } from './train-study.ts';

interface CostOptions {
  readonly model: string;
  readonly imageSize: number;
  /** It has options of its own, so that its work is not that of the catalogue. */
  readonly variant?: boolean;
}

/** What the trainings of a model cost: medians over its runs. */
export function costOf(runs: readonly string[], { model, imageSize, variant = false }: CostOptions): Cost {
  const costs = runs.map((dir) => {
    const events = eventsOf(dir);
    const start = events.find((e) => e.event === 'start');
    const steps = events.filter((e) => e.event === 'step');
    const done = doneEvent(dir);
    return {
      parameters: start?.event === 'start' ? start.parameters : 0,
      trainSeconds: done?.seconds ?? 0,
      imagesPerSecond: median(steps.map((e) => (e.event === 'step' ? e.imagesPerSecond : 0))),
      peakMemory: done?.peakMemory ?? null,
      epochs: events.filter((e) => e.event === 'epoch').length,
    };
  });
  const over = (pick: (cost: (typeof costs)[number]) => number) => median(costs.map(pick));
  const info = (Object.hasOwn(DENSE_CATALOG, model) ? denseModelInfo : modelInfo)(model);
  const memory = costs.flatMap((cost) => cost.peakMemory ?? []);
  return {
    parameters: over((c) => c.parameters),
    // counted at the model's own size; the work grows with the area of the image
    gmacs: variant ? null : Number((info.gmacs * (imageSize / info.defaultImageSize) ** 2).toPrecision(4)),
    trainSeconds: over((c) => c.trainSeconds),
    imagesPerSecond: over((c) => c.imagesPerSecond),
    peakMemory: memory.length === 0 ? null : median(memory),
    epochs: over((c) => c.epochs),
  };
}

interface Priced {
  readonly name: string;
  readonly value: number | null;
  readonly cost?: Cost | undefined;
}

/** The models that no other beats at a lower or equal cost. */
export function frontOf(models: readonly Priced[]): AccuracyCostFront {
  const cost = models.every((m) => m.cost?.gmacs != null) ? 'gmacs' : 'parameters';
  const priceOf = (m: Priced) => m.cost?.[cost] ?? 0;
  const scoreOf = (m: Priced) => m.value ?? 0;
  const beaten = (m: Priced) =>
    models.some(
      (o) =>
        priceOf(o) <= priceOf(m) && scoreOf(o) >= scoreOf(m) && (priceOf(o) < priceOf(m) || scoreOf(o) > scoreOf(m)),
    );
  const front = models.filter((m) => !beaten(m)).sort((a, b) => priceOf(a) - priceOf(b));
  return { cost, models: front.map((m) => m.name) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
