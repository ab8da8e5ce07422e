/** How images were prepared when the weights were trained: they expect the same again. */
export interface Preprocessing {
  /** By channel, of values in 0 … 1. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Side of the square that the model saw, pixels. */
  readonly cropSize: number;
  /** The shorter side was resized to this before cropping, pixels. */
  readonly resizeSize: number;
  readonly interpolation: 'bilinear' | 'bicubic';
}

/** Weights that can be had by name. */
export interface PretrainedWeights {
  /** `<model>.<publisher>`, e.g. `densenet121.torchvision`. */
  readonly name: string;
  /** The model of the registry that they fit. */
  readonly model: string;
  readonly url: string;
  /** What the file is called in the cache. */
  readonly file: string;
  /**
   * The SHA-256 of the file in hex, or as many of its first digits as the publisher states (torchvision: eight, in the
   * file name). null: the Hugging Face Hub states it when it is asked for the file.
   */
  readonly sha256: string | null;
  /** About how large the file is, 10⁶ bytes. */
  readonly megabytes: number;
  readonly licence: string;
  readonly trainedOn: string;
  readonly preprocessing: Preprocessing;
}
