import { atLeastOne, halfCosine, type Schedule } from './schedule.ts';

export interface OneCycleOptions {
  maxLearningRate: number;
  /** Of the whole cycle; the last learning rate is that of step `totalSteps − 1`, and stays. */
  totalSteps: number;
  /** Share of the steps that rise; 0.3. */
  pctStart?: number;
  anneal?: 'cosine' | 'linear';
  /** The first learning rate is the maximum ÷ this; 25. */
  divFactor?: number;
  /** The last learning rate is the first ÷ this; 10⁴. */
  finalDivFactor?: number;
  /** Fall back to the first learning rate as fast as it rose, and only then to the last. */
  threePhase?: boolean;
}

/** One cycle up and down (Smith & Topin 2018) with the phases of PyTorch's `OneCycleLR`. */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { maxLearningRate, totalSteps, pctStart = 0.3, anneal = 'cosine' } = options;
  const { divFactor = 25, finalDivFactor = 1e4, threePhase = false } = options;
  atLeastOne('totalSteps', totalSteps);
  if (!(pctStart >= 0 && pctStart <= (threePhase ? 0.5 : 1))) {
    throw new RangeError(`a cycle cannot rise for ${pctStart} of its steps`);
  }
  const first = maxLearningRate / divFactor;
  const last = first / finalDivFactor;
  const rise = pctStart * totalSteps;
  const knots = [
    { at: 0, rate: first },
    { at: rise - 1, rate: maxLearningRate },
    ...(threePhase ? [{ at: 2 * rise - 2, rate: first }] : []),
    { at: totalSteps - 1, rate: last },
  ];
  const between = anneal === 'cosine' ? halfCosine : (from: number, to: number, x: number) => from + (to - from) * x;
  return (step) => {
    if (step >= totalSteps - 1) return last;
    const end = knots.findIndex((knot, i) => i > 0 && step <= knot.at);
    const from = knots[end - 1]!;
    const to = knots[end]!;
    return between(from.rate, to.rate, (step - from.at) / (to.at - from.at));
  };
}
