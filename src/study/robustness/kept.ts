import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../formats/index.ts';
import { type Run, runPaths } from '../../train/index.ts';
import type { RobustnessResult } from './result.ts';

/** Keeps what was measured on a run's own test images, at its frozen threshold, in `robustness.json` of its folder. */
export function keepRobustness({ dir }: Pick<Run, 'dir'>, result: RobustnessResult): void {
  writeFileAtomic(runPaths(dir).robustness, `${JSON.stringify({ format: 1, ...result })}\n`);
}

/** What was kept; undefined where nothing was, or where it cannot be read: it costs a report one section. */
export function keptRobustness({ dir }: Pick<Run, 'dir'>): RobustnessResult | undefined {
  const path = runPaths(dir).robustness;
  if (!existsSync(path)) return undefined;
  try {
    const { format, ...result } = JSON.parse(readFileSync(path, 'utf8')) as RobustnessResult & { format: number };
    return format === 1 ? result : undefined;
  } catch {
    return undefined;
  }
}
