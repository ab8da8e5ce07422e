/** Training steps of the small CNN, each count returning what the process holds afterwards. Usage: flat.ts THREADS */
import { createModel } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { adamw, Optimizer } from '../../src/optim/index.ts';
import { engineInfo, manualSeed, memory, randint, randn, scope, setThreads } from '../../src/torch/index.ts';
import { serve, statusBytes } from './serve.ts';

setThreads(Number(process.argv[2]));
manualSeed(0);
const model = createModel('small_cnn', { numClasses: 2, inChannels: 1 }).train();
const optimizer = new Optimizer(new Map(model.namedParameters()), adamw({ learningRate: 1e-3 }));

function step(): number {
  return scope(() => {
    const logits = model.call(randn([4, 1, 32, 32])); // new data each step, as a loader gives it
    const loss = crossEntropy(logits, randint(0, 2, [4], { dtype: 'i64' }));
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return loss.item();
  });
}

await serve({ version: engineInfo().version }, (count) => {
  for (let i = 0; i < count; i++) step();
  return { rssBytes: statusBytes('VmRSS'), tensors: memory().tensors };
});
