/**
 * 8. Residual connections: why a deep network does not learn, and how one addition mends it.
 *
 * Run:   npx tsx examples/08-residual.ts [--quick]
 * Time:  with --quick (2,000 digits, 2 epochs) less than a minute; in full 10,000 digits, 3 epochs.
 * Shows: runs/course/08-gradients.svg, the norm of the gradient of each layer before the first step, with and without;
 *        and what each network learns.
 */
import { Conv2d, crossEntropy, Linear, Module, ModuleList } from 'fovea/nn';
import { clearGradients, manualSeed, scope, type Tensor } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn } from './support/learn.ts';
import { expectResult, quick } from './support/lesson.ts';
import { linePlot } from './support/pictures.ts';

const settings = quick ? { count: 2000, epochs: 2 } : { count: 10_000, epochs: 3 };
const DEPTH = 30;

/** Thirty convolutions, one after the other. No normalisation, which would hide part of the difference. */
class Deep extends Module {
  readonly stem = new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 3, padding: 1 });
  readonly layers: ModuleList<Conv2d>;
  readonly output: Linear;
  readonly #residual: boolean;

  constructor(numClasses: number, residual: boolean) {
    super();
    const layer = () => new Conv2d({ inChannels: 8, outChannels: 8, kernelSize: 3, padding: 1 });
    this.layers = new ModuleList(Array.from({ length: DEPTH }, layer));
    this.output = new Linear({ inFeatures: 8 * 7 * 7, outFeatures: numClasses });
    this.#residual = residual;
  }

  forward(image: Tensor): Tensor {
    let x = this.stem.call(image);
    for (const layer of this.layers) {
      const change = layer.call(x.relu());
      x = this.#residual ? x.add(change) : change; // all the difference there is
    }
    return this.output.call(x.relu().maxPool2d(2).flatten({ startDim: 1 }));
  }
}

const train = await loadSet('MNIST', { split: 'train', size: 14, count: settings.count });
const test = await loadSet('MNIST', { split: 'test', size: 14, count: 1000 });

const gradients: Record<string, number[]> = {};
const scores: Record<string, number> = {};
for (const [name, residual] of [
  ['without', false],
  ['with', true],
] as const) {
  manualSeed(0);
  const model = new Deep(train.classes.length, residual);
  scope(() => crossEntropy(model.call(train.images.narrow(0, 0, 64)), train.labels.narrow(0, 0, 64)).backward());
  gradients[name] = [...model.layers].map((layer) => scope(() => layer.weight.grad!.norm().item()));
  clearGradients(model.parameters());

  console.log(`${DEPTH} layers, ${name} residual connections`);
  const [first, last] = [gradients[name].at(0)!, gradients[name].at(-1)!];
  console.log(`  norm of the gradient: first layer ${first.toExponential(1)}, last layer ${last.toExponential(1)}`);
  learn(model, train, { epochs: settings.epochs, learningRate: 2e-3, batchSize: 32 });
  scores[name] = accuracy(model, test);
}
linePlot('08-gradients.svg', {
  title: 'Gradient of each layer, before the first step',
  x: 'layer, from the image to the logits',
  y: 'norm of the gradient',
  logarithmic: true,
  series: { 'with residual': gradients.with!, without: gradients.without! },
});
console.log(
  'Without, each layer shrinks the gradient on its way back, and the first layers never hear of the mistake.',
);

expectResult("first layer's gradient, with ÷ without", gradients.with![0]! / gradients.without![0]!, '≥', 1000);
expectResult('accuracy gained', scores.with! - scores.without!, '≥', 0.4);
