import { fineTuneRun, preTrainRun, taskOf } from './bert/index.ts';
import type { LoopOptions } from './loop.ts';
import { trainTextRun } from './train-run.ts';

/** Trains the run of a language model, whatever its task is. */
export async function trainAnyTextRun(dir: string, options: LoopOptions): Promise<void> {
  const task = taskOf(dir);
  if (task === 'masked-language-model') return preTrainRun(dir, options);
  if (task === 'text-classification') return fineTuneRun(dir, options);
  return trainTextRun(dir, options);
}
