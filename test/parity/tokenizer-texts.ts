import { readFileSync } from 'node:fs';

/** The texts that test/golden/text/texts.py computes, by the same formula. */

const { words: WORDS, pieces: PIECES } = JSON.parse(
  readFileSync(new URL('../golden/text/pieces.json', import.meta.url), 'utf8'),
) as { words: string[]; pieces: string[][] };

type Draw = (n: number) => number;

/** A linear congruential generator; 16 good bits a draw. */
function stream(seed: number): Draw {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % n;
  };
}

function anyCharacter(draw: Draw): string {
  const point = draw(3) === 0 ? draw(0x110) * 0x1000 + draw(0x1000) : draw(0x3100);
  return point >= 0xd800 && point < 0xe000 ? '\ufffd' : String.fromCodePoint(point);
}

export function text(i: number): string {
  const draw = stream(i + 1);
  let out = '';
  for (let left = draw(24); left > 0; left--) {
    const kind = draw(20);
    if (kind < 8) {
      const word = WORDS[draw(WORDS.length)]!;
      out += ' '.repeat(draw(2)) + (draw(8) === 0 ? word.toUpperCase() : word);
    } else if (kind < 18) {
      const pool = PIECES[kind - 8]!;
      out += ' '.repeat(draw(2)) + pool[draw(pool.length)]!;
    } else out += anyCharacter(draw);
  }
  return out;
}

/** To train on: common words are common. */
export function sentence(i: number): string {
  const draw = stream(7919 * i + 3);
  const words = Array.from(
    { length: 6 + draw(12) },
    () => WORDS[Math.min(draw(WORDS.length), draw(WORDS.length))]!,
  ).join(' ');
  const extra = PIECES[draw(PIECES.length)]!;
  const end = draw(4) === 0 ? ` ${extra[draw(extra.length)]!}` : '';
  return `${words[0]!.toUpperCase()}${words.slice(1).toLowerCase()}${end}.`;
}

export function fnv(numbers: Iterable<number>): number {
  let h = 0x811c9dc5;
  for (const n of numbers) h = Math.imul(h ^ n, 0x01000193) >>> 0;
  return h;
}

/** One hash for eight lists, each ended by its length. */
export function byEight(lists: readonly ArrayLike<number>[]): number[] {
  const hashes: number[] = [];
  for (let i = 0; i < lists.length; i += 8) {
    hashes.push(fnv(lists.slice(i, i + 8).flatMap((list) => [...Array.from(list), list.length])));
  }
  return hashes;
}
