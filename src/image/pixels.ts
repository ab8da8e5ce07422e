import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Axis } from './resize.ts';

/** What `native/pixels` exports: work on pixels, in libuv's pool. */
interface Pixels {
  /** Whether the system's libdeflate was found, so that rows may come compressed. */
  readonly inflates: boolean;
  /**
   * Inflates a PNG's rows where they are compressed, undoes their filters ([height, 1 + width × stored]), makes them grey where
   * `stored` is 3 and `channels` 1, and resizes into `out` ([to height, to width, channels]) as `resizeBilinear` does.
   */
  resizeRows(options: {
    rows: Uint8Array;
    compressed: boolean;
    stored: number;
    channels: number;
    across: Axis;
    down: Axis;
    out: Uint8Array;
  }): Promise<void>;
}

/** Beside the engine's addon. */
const path = resolve(import.meta.dirname, '../..', process.env.FOVEA_BUILD_DIR ?? 'build', 'pixels.node');

/** Null where it is not built: the same pixels come from sharp and `resizeBilinear`, in twice the time. */
export const pixels: Pixels | null = existsSync(path) ? (createRequire(import.meta.url)(path) as Pixels) : null;
