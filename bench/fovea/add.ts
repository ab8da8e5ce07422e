/** Calls of add on 4 floats, each scope of 100 as a training step would have it. */
import { engineInfo, rand, scope, setThreads } from '../../src/torch/index.ts';
import { serve } from './serve.ts';

setThreads(1);
const [x, y] = [rand([4]).keep(), rand([4]).keep()];

function body(count: number): void {
  for (let done = 0; done < count; done += 100) {
    scope(() => {
      for (let i = 0; i < 100; i++) x.add(y);
    });
  }
}

body(100_000);
const { version, threads } = engineInfo();
await serve({ version, threads }, body);
