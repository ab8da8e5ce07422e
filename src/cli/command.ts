import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs } from 'citty';

/** Wrong use of a command: exit status 2, and a pointer to `--help`. */
export class UsageError extends Error {}

export interface CommandSpec<A extends ArgsDef> {
  readonly name: string;
  readonly description: string;
  /** Shown by `--help`. */
  readonly example: string;
  readonly args: A;
  /** Bare words beyond the named positionals are allowed (more files). */
  readonly rest?: boolean;
  /** Options that take several words: `--predictions a.csv b.csv`. */
  readonly lists?: readonly string[];
  readonly run: (args: ParsedArgs<A>, rest: readonly string[], lists: Lists) => Promise<void> | void;
}

/** The words after each of the options in `lists`; empty where it was not given. */
export type Lists = Readonly<Record<string, readonly string[]>>;

/** A citty command that refuses flags it does not know and shows an example in its help. */
export function command<const A extends ArgsDef>(spec: CommandSpec<A>): CommandDef<A> {
  const { name, description, example, args, rest = false, lists = [], run } = spec;
  return defineCommand({
    meta: { name: `fovea ${name}`, description: `${description}\n\nExample: ${example}` },
    args,
    async run({ args: parsed, rawArgs }) {
      refuseUnknown(args, rawArgs);
      const named = Object.values(args).filter((a) => a.type === 'positional').length;
      const words = wordsOf(lists, rawArgs);
      const listed = new Set(Object.values(words).flat());
      const extra = parsed._.filter((word) => !listed.has(word)).slice(named);
      if (extra.length > 0 && !rest) throw new UsageError(`unexpected "${extra[0]}"`);
      await run(parsed as ParsedArgs<A>, extra, words);
    },
  });
}

function wordsOf(lists: readonly string[], rawArgs: readonly string[]): Lists {
  const words = Object.fromEntries(lists.map((name) => [name, [] as string[]]));
  let open: string[] | undefined;
  for (const raw of rawArgs) {
    if (!raw.startsWith('--')) open?.push(raw);
    else {
      const [name, ...value] = raw.slice(2).split('=');
      open = words[name!];
      if (value.length > 0) open?.push(value.join('='));
    }
  }
  return words;
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function refuseUnknown(args: ArgsDef, rawArgs: readonly string[]): void {
  const known = new Set(['help', 'h', 'debug']);
  for (const [name, arg] of Object.entries(args)) {
    const aliases = 'alias' in arg && arg.alias ? [arg.alias].flat() : [];
    for (const n of [name, ...aliases]) known.add(n).add(kebab(n));
  }
  for (const raw of rawArgs) {
    if (raw === '--') return;
    if (!/^--?[a-zA-Z]/.test(raw)) continue;
    const name = raw.replace(/^--?/, '').split('=')[0]!;
    const positive = name.replace(/^no-/, '');
    if (!known.has(name) && !known.has(positive)) throw new UsageError(`unknown option ${raw.split('=')[0]}`);
  }
}

/** A number from a flag, or a usage error that names the flag. */
export function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${flag} takes a number, not "${text}"`);
  return value;
}

/** One of some words from a flag, or a usage error that lists them. */
export function oneOf<T extends string>(flag: string, text: string | undefined, words: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const word = words.find((w) => w === text);
  if (word === undefined) throw new UsageError(`--${flag} takes ${words.join(', ')}, not "${text}"`);
  return word;
}
