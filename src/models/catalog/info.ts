/** What is known of a model without building it. */
export interface ModelInfo {
  readonly description: string;
  readonly paper: string;
  /** 'dense' models predict a map per pixel and are built by `createDenseModel`. */
  readonly task: 'classification' | 'dense';
  /** Side of the square input in pixels that it was designed for. */
  readonly defaultImageSize: number;
  readonly defaultInChannels: number;
  /** Classes with which `parameters` and `gmacs` are counted. */
  readonly defaultNumClasses: number;
  readonly parameters: number;
  /** 10⁹ multiply-accumulates per image of the default size, in convolutions, linear layers and attention. */
  readonly gmacs: number;
  /** Of a dense model: the classifier whose weights its encoder takes. */
  readonly encoder?: string;
  /** Of a dense model: those of its options that not every model knows. */
  readonly options?: readonly ('baseWidth' | 'transformer')[];
  /** Published weights that load by name, and the licence that they are under. */
  readonly weights: { readonly source: string; readonly licence: string } | null;
}

export const TORCHVISION = { source: 'torchvision, ImageNet-1k', licence: 'BSD-3-Clause' };
const imagenet = {
  task: 'classification',
  defaultImageSize: 224,
  defaultInChannels: 3,
  defaultNumClasses: 1000,
} as const;

type Known = 'task' | 'defaultImageSize' | 'defaultInChannels' | 'defaultNumClasses';

/** An ImageNet model: 224 px, colour, 1,000 classes, unless `info` says otherwise. */
export function imagenetModel(info: Omit<ModelInfo, Known> & Partial<Pick<ModelInfo, Known>>): ModelInfo {
  return { ...imagenet, ...info };
}
