/** 'cpu', 'cuda', 'cuda:1' … */
export type Device = string;

export type MemoryFormat = 'contiguous' | 'preserve' | 'channelsLast' | 'channelsLast3d';

/** A source of random numbers; see `generator()`. */
export interface Generator {
  readonly index: number;
}
