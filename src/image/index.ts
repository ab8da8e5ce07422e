export { drawContours, type Outline } from './contour.ts';
export * from './corrupt/index.ts';
export { convertImage, type DecodeOptions, decodeImage, decodeImage16, type Image } from './decode.ts';
export { DEFAULT_MAX_PIXELS, type EncodedImage } from './open.ts';
export { contactSheet, type SheetRow, type Tile } from './sheet.ts';
export { type ImageSize, readImageSize } from './size.ts';
export { pngOf, writePng } from './write.ts';
