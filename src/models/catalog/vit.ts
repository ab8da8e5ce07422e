import type { ModelInfo } from './info.ts';

/** The vision transformers. */
export const VITS = {} satisfies Record<string, ModelInfo>;
