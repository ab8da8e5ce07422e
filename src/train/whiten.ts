import { Airbench, type TrainableModel } from '../models/index.ts';
import { scope, type Tensor } from '../torch/index.ts';

/** Sets the first convolution from patches of training images, where the model is made for it. */
export function whitenFirstConv(model: TrainableModel, images: () => Tensor): void {
  if (!(model instanceof Airbench)) throw new Error('whiten: only airbench_cifar begins with a layer to whiten');
  scope(() => model.initialiseWhitening(images()));
}
