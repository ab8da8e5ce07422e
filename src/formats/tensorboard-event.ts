/**
 * The two messages of TensorBoard's `event.proto` and `summary.proto` that scalars need, encoded by hand: a protobuf field
 * is a key (number and wire type) and a value.
 */

/** The first event of every file. */
export const versionEvent = (wallTime: number): Buffer =>
  Buffer.concat([double(1, wallTime), bytes(3, Buffer.from('brain.Event:2'))]);

export interface Scalar {
  readonly tag: string;
  readonly value: number;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** `Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }` */
export function scalarEvent({ tag, value, step, wallTime }: Scalar): Buffer {
  const summary = bytes(1, Buffer.concat([bytes(1, Buffer.from(tag)), float(2, value)]));
  return Buffer.concat([double(1, wallTime), integer(2, step), bytes(5, summary)]);
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const key = (field: number, wireType: number) => varint(field * 8 + wireType);
const integer = (field: number, value: number) => Buffer.concat([key(field, VARINT), varint(value)]);
const bytes = (field: number, value: Buffer) =>
  Buffer.concat([key(field, LENGTH_DELIMITED), varint(value.length), value]);

function double(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(8);
  encoded.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED64), encoded]);
}

function float(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(4);
  encoded.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), encoded]);
}

/** Seven bits a byte, lowest first; by division, since a step may be wider than the 32 bits of a shift. */
function varint(value: number): Buffer {
  const encoded: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) encoded.push((rest % 128) | 128);
  encoded.push(rest);
  return Buffer.from(encoded);
}
