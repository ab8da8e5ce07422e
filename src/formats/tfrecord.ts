import { crc32c } from './crc32c.ts';

const HEADER = 12;
const FOOTER = 4;

/**
 * One TFRecord: u64 length, its CRC, the data, its CRC; all little-endian
 * (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details).
 */
export function tfRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(HEADER + data.length + FOOTER);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, HEADER);
  record.writeUInt32LE(maskedCrc(data), HEADER + data.length);
  return record;
}

/** Length of the whole and undamaged records that a file begins with: a reader stops at the first that is not. */
export function soundLength(file: Buffer): number {
  let at = 0;
  while (at + HEADER + FOOTER <= file.length) {
    if (file.readUInt32LE(at + 8) !== maskedCrc(file.subarray(at, at + 8))) break;
    const end = at + HEADER + Number(file.readBigUInt64LE(at));
    if (end + FOOTER > file.length) break;
    if (file.readUInt32LE(end) !== maskedCrc(file.subarray(at + HEADER, end))) break;
    at = end + FOOTER;
  }
  return at;
}

/** Rotated and shifted, because the CRC of bytes that hold their own CRC says little. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
