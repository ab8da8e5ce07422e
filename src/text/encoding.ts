/** One text, or two, as BERT reads them. */
export interface Encoding {
  readonly ids: Int32Array;
  /** 0 for the first text with its special tokens, 1 for the second. */
  readonly typeIds: Int32Array;
}

export interface PairOptions {
  /** Most tokens, special ones included: the longer text is cut at its end, then both. Default: no limit. */
  readonly maxLength?: number | null;
}

export interface JoinOptions extends PairOptions {
  readonly cls: number;
  readonly sep: number;
}

/**
 * `[CLS] first [SEP]`, or `[CLS] first [SEP] second [SEP]`, cut as Hugging Face cuts "longest first".
 * @throws RangeError where the special tokens alone are longer than `maxLength`.
 */
export function joinPair(first: Int32Array, second: Int32Array | null, options: JoinOptions): Encoding {
  const { cls, sep, maxLength = null } = options;
  const around = second === null ? 2 : 3;
  if (maxLength !== null && maxLength < around) {
    throw new RangeError(`a length of ${maxLength} has no room for text beside ${around} special tokens`);
  }
  const room = maxLength === null ? Number.POSITIVE_INFINITY : maxLength - around;
  const [a, b] = cut(first.length, second?.length ?? 0, room);
  const ids = new Int32Array(around + a + b);
  const typeIds = new Int32Array(ids.length);
  ids[0] = cls;
  ids.set(first.subarray(0, a), 1);
  ids[a + 1] = sep;
  if (second !== null) {
    ids.set(second.subarray(0, b), a + 2);
    ids[a + b + 2] = sep;
    typeIds.fill(1, a + 2);
  }
  return { ids, typeIds };
}

/** How much of each of two texts stays: all of the shorter while it fills less than half, else half and half. */
function cut(a: number, b: number, room: number): readonly [number, number] {
  if (a + b <= room) return [a, b];
  const short = Math.min(a, b);
  const half = [Math.floor(room / 2), Math.ceil(room / 2)] as const;
  const kept = room - short < short ? half : ([short, room - short] as const);
  return a > b ? [kept[1], kept[0]] : kept;
}

/** Encodings under one another, filled up to one length. */
export interface PaddedBatch {
  /** [count × length], row by row, as the two that follow. */
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: Int32Array;
  readonly count: number;
  readonly length: number;
}

/** Pads behind, to the longest or to `length`. @throws RangeError where one is longer. */
export function padBatch(
  encodings: readonly Encoding[],
  { pad, length }: { pad: number; length?: number },
): PaddedBatch {
  const longest = encodings.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const width = length ?? longest;
  if (longest > width)
    throw new RangeError(`a text of ${longest} tokens does not fit a length of ${width}: cut it first`);
  const count = encodings.length;
  const batch = {
    ids: new Int32Array(count * width).fill(pad),
    typeIds: new Int32Array(count * width),
    mask: new Int32Array(count * width),
  };
  for (const [row, { ids, typeIds }] of encodings.entries()) {
    batch.ids.set(ids, row * width);
    batch.typeIds.set(typeIds, row * width);
    batch.mask.fill(1, row * width, row * width + ids.length);
  }
  return { ...batch, count, length: width };
}
