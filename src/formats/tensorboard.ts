import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemError } from './errors.ts';
import { scalarEvent, versionEvent } from './tensorboard-event.ts';
import { soundLength, tfRecord } from './tfrecord.ts';

export interface TensorboardOptions {
  /** Seconds since 1970, for the name of a new file and its first event; now, unless told otherwise. */
  readonly startTime?: number | undefined;
}

/** An event file that TensorBoard shows while it grows: `tensorboard --logdir` takes its folder or one above it. */
export interface Tensorboard extends Disposable {
  readonly path: string;
  /** Length of the file. */
  readonly bytes: number;
  /**
   * Appends one point of a curve; the value is kept as f32.
   * @param step a whole number ≥ 0
   * @param wallTime seconds since 1970; now, unless told otherwise
   */
  scalar(tag: string, value: number, step: number, wallTime?: number): void;
  /** Forgets what lies beyond a length that `bytes` once gave; 0 leaves a file without points. */
  truncate(bytes: number): void;
  close(): void;
}

const OURS = /^events\.out\.tfevents\.\d+\..+\.fovea$/;

/**
 * Opens the event file of a folder to append to it: the newest that Fovea wrote there, else a new one
 * (`events.out.tfevents.<seconds>.<host>.fovea`). A last record that a killed process left unfinished is cut off, since
 * readers would stop there.
 * @throws Error, one line naming the file, when the disk is full, read-only, …
 */
export function openTensorboard(dir: string, options: TensorboardOptions = {}): Tensorboard {
  const { startTime = now() } = options;
  const name = eventFile(dir) ?? `events.out.tfevents.${Math.floor(startTime)}.${hostname() || 'localhost'}.fovea`;
  const path = join(dir, name);
  const file = guard(path, () => openSync(path, 'a'));
  let length = 0;

  const append = (event: Buffer) =>
    guard(path, () => {
      const record = tfRecord(event);
      try {
        appendFileSync(file, record);
      } catch (error) {
        ftruncateSync(file, length); // a full disk takes half a record: what follows it could not be read
        throw error;
      }
      length += record.length;
    });
  const keep = (limit: number) => {
    guard(path, () => {
      length = soundLength(readFileSync(path).subarray(0, limit));
      ftruncateSync(file, length);
    });
    if (length === 0) append(versionEvent(startTime));
  };
  const close = () => closeSync(file);

  keep(Number.POSITIVE_INFINITY);
  return {
    path,
    get bytes() {
      return length;
    },
    scalar(tag, value, step, wallTime = now()) {
      if (!Number.isSafeInteger(step) || step < 0) {
        throw new RangeError(`${path}: step ${step} of ${tag} is not a whole number from 0`);
      }
      append(scalarEvent({ tag, value, step, wallTime }));
    },
    truncate(bytes) {
      if (bytes < length) keep(bytes);
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** The newest of the folder's event files; makes the folder. */
function eventFile(dir: string): string | undefined {
  return guard(dir, () => {
    mkdirSync(dir, { recursive: true });
    return readdirSync(dir)
      .filter((name) => OURS.test(name))
      .sort()
      .at(-1);
  });
}

const now = () => Date.now() / 1000;

function guard<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw systemError(path, 'write', error);
  }
}
