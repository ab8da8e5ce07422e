/**
 * Bad rows met while reading a data set. All are gathered before the first is thrown, so the error can say how many there are.
 */
export class Problems {
  readonly list: string[] = [];

  /** `where` names file and line, `labels.csv:12`. */
  add(where: string, reason: string): void {
    this.list.push(`${where}: ${reason}`);
  }

  /** One line: the first problem, and how many more. With `skipBad` nothing is thrown. */
  settle(skipBad: boolean): void {
    const [first, ...more] = this.list;
    if (first === undefined || skipBad) return;
    throw new Error(more.length === 0 ? first : `${first} (and ${more.length} more; skipBad leaves such rows out)`);
  }
}
