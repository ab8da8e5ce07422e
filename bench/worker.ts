import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a worker says of itself when it is ready. */
export interface Hello {
  /** Of libtorch. */
  readonly version?: string;
}

/** One measurement: `count` things took `seconds`. */
export interface Sample {
  readonly seconds: number;
  /** Of all threads; unlike `seconds` hardly touched by what else the machine does. */
  readonly cpuSeconds: number;
  readonly count: number;
  /** Whatever else the worker measured, by name. */
  readonly [extra: string]: number;
}

/**
 * A process of its own that measures on demand, one JSON line for each request: so two of them can take turns, and the
 * peak memory of each is its own. `bench/fovea/serve.ts` and `bench/pytorch/serve.py` are the other end.
 */
export class Worker {
  readonly hello: Promise<Hello>;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;

  /** `bench/fovea/<name>.ts`. */
  static fovea(name: string, ...args: (string | number)[]): Worker {
    return new Worker([
      process.execPath,
      '--import',
      'tsx',
      join(import.meta.dirname, 'fovea', `${name}.ts`),
      ...args.map(String),
    ]);
  }

  /** `bench/pytorch/<name>.py`. */
  static pytorch(python: string, name: string, ...args: (string | number)[]): Worker {
    return new Worker([python, join(import.meta.dirname, 'pytorch', `${name}.py`), ...args.map(String)]);
  }

  constructor(command: readonly string[]) {
    this.#name = command.slice(1).join(' ');
    this.#child = spawn(command[0]!, command.slice(1), {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.on('error', () => {}); // seen as the end of its output
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    this.hello = this.#read<Hello>();
    this.hello.catch(() => {}); // thrown to whoever asks for it
  }

  /** Measures `count` repetitions. */
  async measure(count: number): Promise<Sample> {
    this.#child.stdin!.write(`${count}\n`);
    return this.#read<Sample>();
  }

  /** Ends the process; gives the most memory it ever held resident, bytes. */
  async end(): Promise<{ peakBytes: number }> {
    this.#child.stdin!.end();
    return this.#read<{ peakBytes: number }>();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#name} ended early; run it alone to see why`);
    return JSON.parse(value) as T;
  }
}
