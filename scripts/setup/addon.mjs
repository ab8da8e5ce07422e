/** The addon, built against the libtorch that is there now. */
import { addonIsCurrent, buildAddon } from '../build-native.mjs';
import { findLibtorch } from '../libtorch.mjs';

/** @param {{ announce: (text: string) => void }} context */
export async function addonStep({ announce }) {
  const libtorch = findLibtorch();
  if (addonIsCurrent(libtorch)) return null;
  announce(`compiling the engine against libtorch ${libtorch.version}`);
  return `built the engine: ${await buildAddon(libtorch)}`;
}
