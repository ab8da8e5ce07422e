import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a worker says of itself when it is ready. */
export interface Hello {
  /** Of libtorch, or of whatever it measures. */
  readonly version?: string;
  readonly threads?: number;
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

  constructor(command: readonly string[], options: { env?: Record<string, string> } = {}) {
    this.#name = command.slice(1).join(' ');
    this.#child = spawn(command[0]!, command.slice(1), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env },
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
