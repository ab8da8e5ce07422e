/** How often each method hits, by name: per cent of all draws, with its Monte-Carlo standard error. */
export class Tally {
  readonly #counts = new Map<string, { hits: number; draws: number }>();

  note(name: string, hit: boolean): void {
    const count = this.#counts.get(name) ?? { hits: 0, draws: 0 };
    count.draws++;
    if (hit) count.hits++;
    this.#counts.set(name, count);
  }

  /** Whether an interval holds the truth; one without ends does not. */
  covers(name: string, { low, high }: { low: number | null; high: number | null }, truth: number): void {
    this.note(name, low !== null && high !== null && low <= truth && truth <= high);
  }

  rows(): { readonly name: string; readonly percent: number; readonly error: number; readonly draws: number }[] {
    return [...this.#counts].map(([name, { hits, draws }]) => {
      const share = hits / draws;
      return { name, percent: 100 * share, error: 100 * Math.sqrt((share * (1 - share)) / draws), draws };
    });
  }
}
