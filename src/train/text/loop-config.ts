import { z } from 'zod';

export const share = z.number().min(0).lt(1);
export const whole = z.int().positive();

/** What every loop over steps needs to know. */
export interface LoopConfig {
  readonly steps: number;
  readonly lr: number;
  /** Where the cosine ends. */
  readonly minLr: number;
  /** Steps in which the learning rate rises. */
  readonly warmup: number;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly clipNorm: number | null;
  readonly validateEvery: number;
  readonly checkpointEvery: number;
}

/** The first thing that is wrong, by its key, in one line; or the value. @throws Error */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown, source: string): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new Error(`${source}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}
