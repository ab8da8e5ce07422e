import { command, numberOf } from './command.ts';

export const textGenerate = command({
  name: 'text generate',
  description:
    'Let a trained language model write on, as it goes. What it writes is invented: state nothing of a patient by it.',
  example: 'fovea text generate runs/shakespeare --prompt "ROMEO:" --temperature 0.8 --top-k 40',
  args: {
    run: { type: 'positional', required: true, description: 'Folder of a run of "fovea text train"' },
    prompt: { type: 'string', default: '\n', description: 'Text to go on from (default: a line feed)' },
    tokens: { type: 'string', default: '500', description: 'Tokens to write (default 500)' },
    temperature: {
      type: 'string',
      default: '1',
      description: 'Below 1 more probable text; 0: always the most probable',
    },
    'top-k': { type: 'string', description: 'Draw from the k most probable tokens only' },
    'top-p': { type: 'string', description: 'Draw from the fewest tokens that hold this probability' },
    seed: { type: 'string', default: '0', description: 'Seed of the draws (default 0)' },
    tokenizer: { type: 'string', description: "Another tokenizer.json than the run's" },
    json: { type: 'boolean', description: 'Print one JSON object at the end, and nothing before' },
  },
  async run(args) {
    const { openGpt, openTextRun } = await import('../train/text/index.ts');
    const { readTokenizer } = await import('../formats/index.ts');
    const { generate } = await import('../models/index.ts');
    const own = openTextRun(args.run);
    const run = args.tokenizer === undefined ? own : { ...own, tokenizer: readTokenizer(args.tokenizer) };
    const { tokenizer } = run;
    const options = {
      maxTokens: numberOf('tokens', args.tokens)!,
      temperature: numberOf('temperature', args.temperature)!,
      topK: numberOf('top-k', args['top-k']) ?? null,
      topP: numberOf('top-p', args['top-p']) ?? null,
      seed: numberOf('seed', args.seed)!,
    };
    const prompt = encodePrompt(() => tokenizer.encode(args.prompt));
    const model = openGpt(run);
    try {
      if (!args.json) process.stdout.write(args.prompt);
      let text = '';
      for (const id of generate(model, Array.from(prompt), options)) {
        const piece = tokenizer.decode([id]);
        text += piece;
        if (!args.json) process.stdout.write(piece);
      }
      console.log(args.json ? JSON.stringify({ run: args.run, prompt: args.prompt, text, ...options }) : '');
    } finally {
      model.dispose();
    }
  },
});

function encodePrompt(encode: () => Int32Array): Int32Array {
  try {
    return encode();
  } catch (error) {
    throw new Error(`--prompt: ${(error as Error).message}; leave it out`);
  }
}
