/** Steps of AdamW over the parameters of a model. Usage: optimizer.ts MODEL THREADS */
import { createModel } from '../../src/models/index.ts';
import { adamw, Optimizer } from '../../src/optim/index.ts';
import { engineInfo, manualSeed, scope, setThreads } from '../../src/torch/index.ts';
import { serve } from './serve.ts';

setThreads(Number(process.argv[3]));
manualSeed(0);
const model = createModel(process.argv[2]!, { numClasses: 2 });
scope(() => {
  for (const parameter of model.parameters()) parameter.grad = parameter.detach().randnLike();
});
const optimizer = new Optimizer(new Map(model.namedParameters()), adamw({ learningRate: 1e-4 }));

function body(count: number): void {
  for (let i = 0; i < count; i++) optimizer.step();
}

body(3);
await serve({ version: engineInfo().version }, body);
