/**
 * A name that an older checkpoint or another library gives, and what this model calls it. Where several tensors are one
 * here (query, key and value), `part` is the place of this one when they are joined along the first axis.
 */
export type Rename = readonly [from: RegExp, to: string | ((...groups: string[]) => string), part?: number];

/** The checkpoint's names for one tensor of the model, in the order in which they are joined. */
export type Sources = ReadonlyMap<string, readonly string[]>;

/** The checkpoint's names by the model's, before any prefix is taken off. */
export function renameAll(names: Iterable<string>, renames: readonly Rename[]): Sources {
  const found = new Map<string, { name: string; part: number }[]>();
  for (const name of names) {
    const { to, part } = rename(name, renames);
    const list = found.get(to);
    if (list === undefined) found.set(to, [{ name, part }]);
    else list.push({ name, part });
  }
  return new Map(
    Array.from(found, ([to, list]) => [to, list.sort((a, b) => a.part - b.part).map((entry) => entry.name)]),
  );
}

function rename(name: string, renames: readonly Rename[]): { to: string; part: number } {
  let to = name;
  let part = 0;
  for (const [from, replacement, place] of renames) {
    if (!from.test(to)) continue;
    // Only the groups: the callback of replace() is given the offset and the whole text too.
    const change = (_: string, ...rest: unknown[]) =>
      (replacement as (...groups: string[]) => string)(
        ...rest.map((group) => (typeof group === 'string' ? group : '')),
      );
    to = typeof replacement === 'string' ? to.replace(from, replacement) : to.replace(from, change);
    part = place ?? part;
  }
  return { to, part };
}

/** The prefix under which most names are the model's, and how many they are. */
export function commonPrefix(
  names: Iterable<string>,
  own: { has(name: string): boolean },
): { prefix: string; found: number } {
  const votes = new Map<string, number>();
  for (const name of names) {
    for (let at = 0; at >= 0; at = nextPart(name, at)) {
      if (own.has(name.slice(at))) votes.set(name.slice(0, at), (votes.get(name.slice(0, at)) ?? 0) + 1);
    }
  }
  const [prefix, found] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), ['', 0] as const);
  return { prefix, found };
}

function nextPart(name: string, at: number): number {
  const dot = name.indexOf('.', at);
  return dot < 0 ? -1 : dot + 1;
}
