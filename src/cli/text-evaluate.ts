import { command } from './command.ts';
import { describeLoss } from './progress.ts';

export const textEvaluate = command({
  name: 'text evaluate',
  description: 'Loss of a trained language model on its validation text, or on another.',
  example: 'fovea text evaluate runs/shakespeare --data other.txt',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of a run of "fovea text train"' },
    data: {
      type: 'string',
      description: 'Another file of text (default: the last part of its own, which it never learnt from)',
    },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { evaluateText, openGpt, openTextRun, readText } = await import('../train/text/index.ts');
    const { unigramLoss } = await import('../text/index.ts');
    const run = openTextRun(args.run);
    const { tokenizer, config } = run;
    const path = args.data ?? config.data.path;
    const encode = (file: string) => {
      try {
        return tokenizer.encode(readText(file).text);
      } catch (error) {
        const { message } = error as Error;
        throw new Error(message.startsWith(file) ? message : `${file}: ${message}; leave it out`);
      }
    };
    const own = encode(config.data.path);
    const cut = Math.floor(own.length * (1 - config.train.validation));
    const text = args.data === undefined ? own.subarray(cut) : encode(path);
    const baseline = unigramLoss(own.subarray(0, cut), text, tokenizer.vocabSize);
    const model = openGpt(run);
    try {
      const loss = evaluateText(model, text, baseline);
      if (args.json) console.log(JSON.stringify({ run: args.run, data: path, loss }));
      else console.log(`${path}: ${describeLoss(loss).replace('validation ', '')}`);
    } finally {
      model.dispose();
    }
  },
});
